package main_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// serveMessages plays the project's webhook, which sends codes: as text messages, and as mails, which neonauth does not
// send then. It returns the address of a list of these messages and the mails at the given one (none if empty), and the
// webhook's. The list only grows at its end, because readers know messages by their position.
func serveMessages(t *testing.T, mails string) (list, hook string) {
	t.Helper()
	var mutex sync.Mutex
	all := []any{} // in the order of arrival, as the kit recognizes a message by its place
	read := 0      // mails in it
	receive := func(w http.ResponseWriter, in *http.Request) {
		var event struct {
			User map[string]any `json:"user"`
			Data map[string]any `json:"event_data"`
		}
		if err := json.NewDecoder(in.Body).Decode(&event); err != nil {
			t.Error(err)
		}
		to, kind := event.User["email"], event.Data["otp_type"].(string)+"-otp"
		if event.Data["delivery_preference"] == "sms" {
			to, kind = event.User["phone_number"], map[string]string{"sign-in-otp": "phone-otp", "forget-password-otp": "phone-reset-otp"}[kind]
		}
		mutex.Lock()
		defer mutex.Unlock()
		all = append(all, map[string]any{"to": to, "type": kind, "otp": event.Data["otp_code"], "text": kind})
		w.WriteHeader(http.StatusOK)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, in *http.Request) {
		if in.Method == http.MethodPost {
			receive(w, in)
			return
		}
		mutex.Lock()
		defer mutex.Unlock()
		received := []any{}
		if mails != "" {
			if err := readList(in, mails, &received); err != nil {
				t.Error(err)
				return
			}
		}
		if in.Method == http.MethodDelete {
			all, read = []any{}, 0
		} else {
			all, read = append(all, received[read:]...), len(received)
		}
		_ = json.NewEncoder(w).Encode(all)
	}))
	t.Cleanup(server.Close)
	return server.URL, server.URL + "/hook"
}

// readList repeats a request at another address, and reads the list there.
func readList(in *http.Request, address string, list *[]any) error {
	out, err := http.NewRequestWithContext(in.Context(), in.Method, address, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(out)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, list)
}

// TestMessagesKeepTheirPositions: a mail that arrives after a text message does not move it. Otherwise the comparison takes
// a code that it has used for the next one.
func TestMessagesKeepTheirPositions(t *testing.T) {
	t.Parallel()
	var mutex sync.Mutex
	mails := []any{map[string]any{"to": "first"}}
	mailbox := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, in *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		if in.Method == http.MethodDelete {
			mails = []any{}
		}
		_ = json.NewEncoder(w).Encode(mails)
	}))
	t.Cleanup(mailbox.Close)
	list, hook := serveMessages(t, mailbox.URL)
	send := func(method, address, body string) (to []string) {
		t.Helper()
		said := request(t, method, address, body, "").body
		if said == "" {
			return nil
		}
		var found []struct{ To string }
		if err := json.Unmarshal([]byte(said), &found); err != nil {
			t.Fatalf("%s: %v", said, err)
		}
		for _, one := range found {
			to = append(to, one.To)
		}
		return to
	}
	text := func(number string) {
		send("POST", hook, `{"user":{"phone_number":"`+number+`"},"event_data":{"otp_type":"sign-in","delivery_preference":"sms"}}`)
	}
	send("GET", list, "")
	text("second")
	mutex.Lock()
	mails = append(mails, map[string]any{"to": "third"})
	mutex.Unlock()
	if got := send("GET", list, ""); !slices.Equal(got, []string{"first", "second", "third"}) {
		t.Errorf("the list is %v", got)
	}
	text("fourth")
	if got := send("GET", list, ""); !slices.Equal(got, []string{"first", "second", "third", "fourth"}) {
		t.Errorf("the list is %v", got)
	}
	if got := send("DELETE", list, ""); len(got) > 0 {
		t.Errorf("after its deletion the list is %v", got)
	}
}
