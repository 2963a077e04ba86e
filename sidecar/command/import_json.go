package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxUser is the maximum size of one user in an export, in bytes.
const maxUser = 4 << 20

// An exported reads users one by one from JSON: an array of users, an object with the array under "items" (or "users"), as
// the API returns it, or several of these or of users after each other, as in JSON Lines. It keeps one user in memory.
type exported struct {
	limit   *limited
	decoder *json.Decoder
	inside  bool // of the array
	closing bool // of an object around the array
	cursor  string
	read    int
}

func newExported(from io.Reader) *exported {
	limit := &limited{from: from, left: maxUser}
	decoder := json.NewDecoder(limit)
	decoder.UseNumber()
	return &exported{limit: limit, decoder: decoder}
}

// next returns the next user, or io.EOF. The users of all pages in the text follow each other.
func (e *exported) next() (json.RawMessage, error) {
	user, err := e.scan()
	switch {
	case err == nil:
		e.read++
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = fmt.Errorf("the export ends in the middle, after %d users", e.read)
	case !errors.Is(err, io.EOF):
		err = fmt.Errorf("after %d users: %w", e.read, err)
	}
	return user, err
}

func (e *exported) scan() (json.RawMessage, error) {
	for {
		e.limit.left = maxUser
		switch {
		case e.inside && e.decoder.More():
			var user json.RawMessage
			err := e.decoder.Decode(&user)
			return user, torn(err)
		case e.inside:
			if _, err := e.decoder.Token(); err != nil { // the end of the array
				return nil, torn(err)
			}
			e.inside = false
		case e.closing:
			if _, err := e.object(); err != nil {
				return nil, err
			}
		default:
			token, err := e.decoder.Token()
			if err != nil {
				return nil, err
			}
			switch token {
			case json.Delim('['):
				e.inside = true
			case json.Delim('{'):
				e.closing = true
				if user, err := e.object(); err != nil || user != nil {
					return user, err
				}
			default:
				return nil, fmt.Errorf("the export has %v where an object or an array is expected", token)
			}
		}
	}
}

// object reads an object up to its array of users, or to its end. It returns the object if it is a user itself.
func (e *exported) object() (json.RawMessage, error) {
	fields := map[string]json.RawMessage{}
	for e.decoder.More() {
		token, err := e.decoder.Token()
		if err != nil {
			return nil, torn(err)
		}
		key, _ := token.(string) // the decoder returns only strings before a colon
		if key == "items" || key == "users" {
			if token, err = e.decoder.Token(); err != nil {
				return nil, torn(err)
			} else if token != json.Delim('[') {
				return nil, fmt.Errorf("%q is not an array", key)
			}
			e.inside = true
			return nil, nil
		}
		var value json.RawMessage
		if err := e.decoder.Decode(&value); err != nil {
			return nil, torn(err)
		}
		fields[key] = value
		if key == "pagination" {
			var page struct {
				Next *string `json:"next_cursor"`
			}
			if json.Unmarshal(value, &page) == nil && page.Next != nil {
				e.cursor = *page.Next
			}
		}
	}
	if _, err := e.decoder.Token(); err != nil { // the end of the object
		return nil, torn(err)
	}
	e.closing = false
	if fields["id"] == nil {
		return nil, nil
	}
	return json.Marshal(fields)
}

// torn returns an error for a text that ends too early.
func torn(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// A limited reader fails after a number of bytes, so that one user cannot fill the memory.
type limited struct {
	from io.Reader
	left int
}

// Read implements io.Reader.
func (l *limited) Read(into []byte) (int, error) {
	if l.left <= 0 {
		return 0, fmt.Errorf("a user in the export is larger than %d MB", maxUser>>20)
	}
	n, err := l.from.Read(into[:min(len(into), l.left)])
	l.left -= n
	return n, err
}
