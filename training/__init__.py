"""How the question's side of the encoder was trained; not part of the product."""
