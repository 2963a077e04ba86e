package shape

import (
	"bytes"
	"encoding/json"

	"neonauth/sidecar/openapi"
)

// A requestSchema is the part of JSON Schema that requests use. Compilation fails for unknown keywords, so that every
// rule in the document is checked.
type requestSchema struct {
	AdditionalProperties json.RawMessage   `json:"additionalProperties"`
	AllOf                []json.RawMessage `json:"allOf"`
	AnyOf                []json.RawMessage `json:"anyOf"`
	Coerce               bool              `json:"x-coerce"` // accepts any value and converts it to text or a boolean
	Default              any               `json:"default"`
	Description          string            `json:"description"`
	Enum                 []string          `json:"enum"`
	Format               string            `json:"format"`
	Items                json.RawMessage   `json:"items"`
	Message              string            `json:"x-message"` // reported instead of "Too small: …"
	MinLength            int               `json:"minLength"`
	Properties           *openapi.Ordered  `json:"properties"`
	Ref                  string            `json:"$ref"`
	Required             []string          `json:"required"`
	Type                 oneOrMany         `json:"type"`
}

// oneOrMany is the name of a type, or several.
type oneOrMany []string

// UnmarshalJSON accepts "string" for ["string"].
func (names *oneOrMany) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(text, []byte(`"`)) {
		*names = []string{""}
		return json.Unmarshal(text, &(*names)[0])
	}
	return json.Unmarshal(text, (*[]string)(names))
}
