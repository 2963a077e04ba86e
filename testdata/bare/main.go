// Command bare serves one response to each request, with net/http and nothing else: what the benchmarks compare the
// sidecar with. It reads the response from standard input, as {"header": {"Name": ["value"]}, "body": "…"}.
//
// With the word wait, each response waits for a server beside it, which takes as long as Postgres for a small batch of
// look-ups. Waiting requests share a round trip, as look-ups do. Nothing is parsed, so that is the least that a get-session
// can take with net/http.
package main

import (
	"encoding/json"
	"log"
	"maps"
	"net/http"
	"os"
)

func main() {
	if address := os.Getenv(peerVariable); address != "" {
		answer(address)
		return
	}
	var response struct {
		Header http.Header `json:"header"`
		Body   string      `json:"body"`
	}
	if err := json.NewDecoder(os.Stdin).Decode(&response); err != nil {
		log.Fatal(err)
	}
	wait := func() {}
	if len(os.Args) > 2 && os.Args[2] == "wait" {
		wait = startPeer().roundTrip
	}
	body := []byte(response.Body)
	log.Fatal(http.ListenAndServe(os.Args[1], http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		wait()
		maps.Copy(w.Header(), response.Header)
		_, _ = w.Write(body) // the load tool counts what it receives
	})))
}
