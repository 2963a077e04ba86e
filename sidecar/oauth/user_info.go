package oauth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
)

// maxDepth is the maximum nesting of a response, and maxNumber the maximum length of a number. More could not be stored.
const (
	maxDepth  = 32
	maxNumber = 40
)

// ask fetches an object with an access token.
func (c *Client) ask(ctx context.Context, p *Provider, address, access string) (map[string]any, error) {
	text, status, err := c.fetch(ctx, p, address, access)
	if err != nil {
		return nil, err
	}
	if status != http.StatusOK {
		return nil, fail(NoUserInfo, fmt.Errorf("user info returned status %d", status))
	}
	info, err := decode(text)
	if err != nil {
		return nil, fail(NoUserInfo, err)
	}
	return info, nil
}

// list fetches a list of addresses. If the provider rejects the request, no address is verified.
func (c *Client) list(ctx context.Context, p *Provider, address, access string) (any, error) {
	text, status, err := c.fetch(ctx, p, address, access)
	if err != nil || status != http.StatusOK {
		return nil, err
	}
	wrapped, err := decode(append(append([]byte(`{"list":`), text...), '}'))
	if err != nil {
		return nil, fail(NoUserInfo, err)
	}
	return wrapped["list"], nil
}

func (c *Client) fetch(ctx context.Context, p *Provider, address, access string) ([]byte, int, error) {
	method := http.MethodGet
	if p.UserInfoMethod == http.MethodPost {
		method = http.MethodPost
	}
	out, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, 0, fail(Misconfigured, errors.New("an endpoint is not a valid URL"))
	}
	for name, value := range p.UserInfoHeaders {
		out.Header.Set(name, value)
	}
	out.Header.Set("Authorization", "Bearer "+access)
	in, err := c.http.Do(out)
	if err != nil {
		return nil, 0, outcome(Unavailable, err)
	}
	defer func() { _ = in.Body.Close() }() // the body has been read as far as needed
	if in.StatusCode >= http.StatusInternalServerError || in.StatusCode == http.StatusTooManyRequests {
		return nil, 0, fail(Unavailable, fmt.Errorf("user info returned status %d", in.StatusCode))
	}
	text, err := io.ReadAll(in.Body)
	return text, in.StatusCode, outcome(Unavailable, err)
}

// Decode decodes a JSON object from a provider. It returns nil if the text is not an object.
func Decode(text []byte) map[string]any {
	object, err := decode(text)
	if err != nil {
		return nil
	}
	return object
}

// decode decodes an object and keeps numbers as text, because ids may have more digits than a float.
func decode(text []byte) (map[string]any, error) {
	reader := json.NewDecoder(bytes.NewReader(text))
	reader.UseNumber()
	var object map[string]any
	if err := reader.Decode(&object); err != nil {
		return nil, errors.New("the response is not a JSON object")
	}
	if object == nil {
		return nil, errors.New("the response is empty")
	}
	kept, err := storable(object, 0)
	if err != nil {
		return nil, err
	}
	return kept.(map[string]any), nil
}

// storable returns a value in a form that Postgres can store: without NUL. It returns an error for deep nesting and for
// numbers out of range.
func storable(value any, depth int) (any, error) {
	if depth > maxDepth {
		return nil, errors.New("the response is nested too deeply")
	}
	var err error
	switch value := value.(type) {
	case string:
		return strings.ReplaceAll(value, "\x00", ""), nil
	case json.Number:
		if !strings.ContainsAny(string(value), "eE") && len(value) <= maxNumber {
			return value, nil
		}
		number, err := value.Float64()
		if err != nil || math.Abs(number) > 1e18 {
			return nil, errors.New("the response has a number out of range")
		}
		return json.Number(strconv.FormatFloat(number, 'f', -1, 64)), nil
	case []any:
		for i := range value {
			if value[i], err = storable(value[i], depth+1); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for name, inner := range value {
			if strings.Contains(name, "\x00") {
				delete(value, name)
			} else if value[name], err = storable(inner, depth+1); err != nil {
				return nil, err
			}
		}
	}
	return value, nil
}
