"""THE SECOND WALL before what is withheld: a written file is opened again and searched for it."""
