package say

// What tests of the language files look at.
var (
	Normal    = normal
	Spellings = namesOf
	Read      = read
)
