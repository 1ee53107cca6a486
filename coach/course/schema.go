package course

import _ "embed"

// Schema is the format as a JSON Schema (draft 2020-12), for editors that check
// and complete while a course is written. It knows the keys, what each is for and
// which kinds of item it belongs to; what a course means as a whole is for Parse.
// It is made of the types of this package and their comments, by its test.
func Schema() string { return schema }

//go:generate go test . -run TestSchemaIsThatOfTheTypes -update
//go:embed course.schema.json
var schema string
