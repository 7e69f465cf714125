"""The domain of the clubs: who, where, when, and every rule about them."""
