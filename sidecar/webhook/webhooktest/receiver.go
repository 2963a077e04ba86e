// Package webhooktest is an app's server for tests, which is told events and verifies them.
package webhooktest

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A Delivery is one post of an event.
type Delivery struct {
	Header http.Header
	Raw    []byte // the body as it was sent
	Event  struct {
		ID        string            `json:"event_id"`
		Type      string            `json:"event_type"`
		Timestamp time.Time         `json:"timestamp"`
		Context   map[string]string `json:"context"`
		User      map[string]any    `json:"user"`
		Data      map[string]string `json:"event_data"`
	}
}

// A Receiver takes events at an address of its own until the test ends.
type Receiver struct {
	URL string

	mutex      sync.Mutex
	answer     http.HandlerFunc
	deliveries []Delivery
}

// Start starts a receiver, which answers 200 with nothing until Answer.
func Start(t testing.TB) *Receiver {
	t.Helper()
	r := &Receiver{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, in *http.Request) {
		raw, err := io.ReadAll(in.Body)
		d := Delivery{Header: in.Header, Raw: raw}
		if err == nil {
			err = json.Unmarshal(raw, &d.Event)
		}
		if err != nil {
			t.Errorf("an event that cannot be read: %v", err)
		}
		r.mutex.Lock()
		r.deliveries = append(r.deliveries, d)
		answer := r.answer
		r.mutex.Unlock()
		if answer != nil {
			answer(w, in)
		}
	}))
	t.Cleanup(server.Close)
	r.URL = server.URL + "/hook?key=kept-out-of-logs"
	return r
}

// Answer lets it answer so from now on.
func (r *Receiver) Answer(answer http.HandlerFunc) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.answer = answer
}

// Say lets it answer with that status and body from now on.
func (r *Receiver) Say(status int, body string) {
	r.Answer(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // who has hung up reads nothing
	})
}

// Deliveries are those of a type, in the order they came; of all types when it is empty.
func (r *Receiver) Deliveries(kind string) []Delivery {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	var found []Delivery
	for _, d := range r.deliveries {
		if kind == "" || d.Event.Type == kind {
			found = append(found, d)
		}
	}
	return found
}

// fresh is how old a delivery may be.
const fresh = 5 * time.Minute

// Verify is what a receiver is to do before it believes an event: find the key by its id in the key set, verify the
// signature over timestamp and body as they came, and take none that is older than five minutes. It is to remember
// the ids of those minutes too, as repeated attempts have the same.
func (d Delivery) Verify(keySet []byte, now time.Time) error {
	var set struct{ Keys []struct{ Kid, X string } }
	if err := json.Unmarshal(keySet, &set); err != nil {
		return err
	}
	sent, err := strconv.ParseInt(d.Header.Get("X-Neon-Timestamp"), 10, 64)
	if age := now.Sub(time.UnixMilli(sent)); err != nil || age > fresh || age < -fresh {
		return errors.New("not sent just now")
	}
	header, signature, ok := strings.Cut(d.Header.Get("X-Neon-Signature"), "..")
	var named struct{ Alg, Kid string }
	if plain, err := decode(header); !ok || err != nil || json.Unmarshal(plain, &named) != nil {
		return errors.New("no detached signature")
	}
	payload := d.Header.Get("X-Neon-Timestamp") + "." + encode(d.Raw)
	made, err := decode(signature)
	for _, key := range set.Keys {
		if key.Kid != d.Header.Get("X-Neon-Signature-Kid") || key.Kid != named.Kid || named.Alg != "EdDSA" {
			continue
		}
		public, bad := decode(key.X)
		if err == nil && bad == nil && ed25519.Verify(public, []byte(header+"."+encode([]byte(payload))), made) {
			return nil
		}
	}
	return errors.New("nobody's signature")
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

func decode(text string) ([]byte, error) { return base64.RawURLEncoding.Strict().DecodeString(text) }
