"""Events, the class board and what a child has done."""
