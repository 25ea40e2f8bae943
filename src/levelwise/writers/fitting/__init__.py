"""Long systems made to fit a page: from tree to tree, before a format spells them."""
