package web

import (
	"slices"
	"strings"

	"pacer/bot/chat"
)

// fieldPrefix is before the names of a form's own fields, so that none of them
// can pass for one of ours.
const fieldPrefix = "f."

// sheet is a form as it is drawn: with what has been filled in so far, and what
// is wrong with it.
type sheet struct {
	*chat.Form
	Given  map[string]string // by field; nil: what the form says
	Errors map[string]string // a sentence by field
	Open   string            // what opened it; empty: it came with a message
}

// ID is the element of a field.
func (s sheet) ID(field string) string { return "f-" + field }

// Field is one of the form's fields, as it is drawn.
func (s sheet) Field(f chat.Field) drawnField {
	d := drawnField{Field: f, ID: s.ID(f.Name), Error: s.Errors[f.Name]}
	if given, ok := s.Given[f.Name]; ok || s.Given != nil {
		d.Value = given
	}
	return d
}

// drawnField is a field with what is around it.
type drawnField struct {
	chat.Field
	ID    string
	Error string
}

// mostRadios is up to how many choices are all shown; more are a list that opens.
const mostRadios = 6

// IsSet tells whether the field is a group of boxes rather than one element.
func (f drawnField) IsSet() bool {
	return len(f.Choices) > 0 && (f.Many || len(f.Choices) <= mostRadios)
}

// IsChosen tells whether a choice is chosen now.
func (f drawnField) IsChosen(value string) bool {
	if f.Many {
		return slices.Contains(strings.Fields(f.Value), value)
	}
	return f.Value == value
}

// DescribedBy lists the elements that say more about the field.
func (f drawnField) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.ID+"-fault")
	}
	return strings.Join(ids, " ")
}

// filled reads the fields of a form that was sent. Several values of one field
// are those of a choice of many, which come with a space between.
func filled(values map[string][]string) map[string]string {
	fields := make(map[string]string)
	for name, all := range values {
		if field, ok := strings.CutPrefix(name, fieldPrefix); ok {
			fields[field] = strings.Join(all, " ")
		}
	}
	return fields
}
