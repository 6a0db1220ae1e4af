"""Any dialect into one."""
