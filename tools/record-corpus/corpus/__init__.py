"""Records the project's own corpus: real protocol stacks talk in network namespaces, and clients say what they asked."""
