package main_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// serveMessages plays the project's webhook, which sends codes: as text messages, and as mails, which neonauth does not
// send then. It returns the address of a list of these messages and the mails at the given one (none if empty), and the
// webhook's.
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
