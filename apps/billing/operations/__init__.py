"""What changes in billing, by its nouns: cutting, closing, deciding, review, sending."""
