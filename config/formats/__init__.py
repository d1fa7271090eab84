"""How dates read where nothing else is said: as everywhere in the product."""
