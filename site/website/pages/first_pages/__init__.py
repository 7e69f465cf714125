"""The pages a borough starts with: real words, ready for editors to make their own."""
