"""Records the dairy line: clients and servers on real protocol stacks, and the answer key of what they did."""
