"""One line read as an entry: `reading` puts together what each of the others reads for itself."""
