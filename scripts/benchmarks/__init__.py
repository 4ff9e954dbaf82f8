"""What `make bench` measures. A measure is a function in a module here, marked with `@measure`."""
