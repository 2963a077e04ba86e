package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// samples returns x-codeSamples, which renderers know: the operation as a command of curl and as JavaScript.
func (p publisher) samples(o *object, method, path string) []any {
	address, query := p.Base+path, url.Values{}
	parameters, _ := o.values["parameters"].([]any)
	for _, parameter := range parameters {
		one, ok := parameter.(*object)
		if required, _ := one.values["required"].(bool); !ok || !required {
			continue
		}
		value := one.values["example"]
		if value == nil {
			value = p.example(one.text("name"), one.values["schema"], 0)
			one.set("example", value)
		}
		switch text := fmt.Sprint(value); one.text("in") {
		case "path":
			address = strings.ReplaceAll(address, "{"+one.text("name")+"}", url.PathEscape(text))
		case "query":
			query.Set(one.text("name"), text)
		}
	}
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	body, hasBody := o.object("requestBody", "content", "application/json").values["example"]
	if method == "post" && !hasBody {
		body = newObject()
	}
	return []any{
		sample("Shell", "curl", p.curl(address, method, body)),
		sample("JavaScript", "fetch", script(address, method, body)),
	}
}

func sample(lang, label, source string) *object {
	made := newObject()
	made.set("lang", lang)
	made.set("label", label)
	made.set("source", source)
	return made
}

// curl returns a command that keeps cookies in a file. A POST with cookies needs a trusted Origin: the server's own is one.
func (p publisher) curl(address, method string, body any) string {
	lines := []string{"curl " + quote(address), "-b cookies.txt -c cookies.txt"}
	if method == "post" {
		origin := p.Base
		if parsed, err := url.Parse(p.Base); err == nil && parsed.Host != "" {
			origin = parsed.Scheme + "://" + parsed.Host
		}
		lines = append(lines, "-H "+quote("Origin: "+origin), "-H 'Content-Type: application/json'", "-d "+quote(pretty(body, "")))
	}
	return strings.Join(lines, " \\\n  ")
}

// script returns a call of fetch, in a page whose origin the project trusts.
func script(address, method string, body any) string {
	var text strings.Builder
	fmt.Fprintf(&text, "const response = await fetch(%s, {\n", pretty(address, ""))
	if method == "post" {
		fmt.Fprintf(&text, "  method: 'POST',\n  headers: { 'Content-Type': 'application/json' },\n  body: JSON.stringify(%s),\n", pretty(body, "  "))
	}
	text.WriteString("  credentials: 'include',\n})\nconst data = await response.json()")
	return text.String()
}

// pretty returns readable JSON. Later lines begin with indent. It returns "" for what cannot be encoded.
func pretty(value any, indent string) string {
	var text, out bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(value) != nil || json.Indent(&out, bytes.TrimSpace(text.Bytes()), indent, "  ") != nil {
		return ""
	}
	return out.String()
}

// quote quotes a word for a POSIX shell.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
