"""What pages and other programs may ask of billing, by its nouns: claims, evidence, periods, runs, submissions."""
