"""Documents that are made to hurt: texts that would be code, and sizes that would be endless."""
