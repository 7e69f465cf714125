"""Two children's servers beside each other, on the real hub: what code in one can reach of the other."""
