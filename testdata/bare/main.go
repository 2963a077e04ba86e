// Command bare serves one response to each request, with net/http and nothing else: what the benchmarks compare the
// sidecar with. It reads the response from standard input, as {"header": {"Name": ["value"]}, "body": "…"}.
package main

import (
	"encoding/json"
	"log"
	"maps"
	"net/http"
	"os"
)

func main() {
	var response struct {
		Header http.Header `json:"header"`
		Body   string      `json:"body"`
	}
	if err := json.NewDecoder(os.Stdin).Decode(&response); err != nil {
		log.Fatal(err)
	}
	body := []byte(response.Body)
	log.Fatal(http.ListenAndServe(os.Args[1], http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		maps.Copy(w.Header(), response.Header)
		_, _ = w.Write(body) // the load tool counts what it receives
	})))
}
