"""What is an economy made of, sector by sector, and what lies near? Input-output and complexity."""
