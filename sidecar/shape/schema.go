package shape

import (
	"bytes"
	"encoding/json"

	"neonauth/sidecar/openapi"
)

// A requestSchema is the part of JSON Schema that requests use. An unknown word fails the compilation: a rule that
// is written and not checked would be a lie.
type requestSchema struct {
	AdditionalProperties json.RawMessage   `json:"additionalProperties"`
	AllOf                []json.RawMessage `json:"allOf"`
	AnyOf                []json.RawMessage `json:"anyOf"`
	Coerce               bool              `json:"x-coerce"` // takes anything, as text or as a truth
	Default              any               `json:"default"`
	Description          string            `json:"description"`
	Enum                 []string          `json:"enum"`
	Format               string            `json:"format"`
	Items                json.RawMessage   `json:"items"`
	Message              string            `json:"x-message"` // said instead of "Too small: …"
	MinLength            int               `json:"minLength"`
	Properties           *openapi.Ordered  `json:"properties"`
	Ref                  string            `json:"$ref"`
	Required             []string          `json:"required"`
	Type                 oneOrMany         `json:"type"`
}

// oneOrMany is a type's name, or several.
type oneOrMany []string

// UnmarshalJSON takes "string" for ["string"].
func (names *oneOrMany) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(text, []byte(`"`)) {
		*names = []string{""}
		return json.Unmarshal(text, &(*names)[0])
	}
	return json.Unmarshal(text, (*[]string)(names))
}
