package check

import (
	"neonauth/sidecar/branch"
	"neonauth/sidecar/config"
)

// Entropy is exported for a test.
var Entropy = entropy

// Connection returns what is wrong with a connection string, or "".
func Connection(address string) string { return connection(address).message }

// Proxies returns the results of the check of proxies.
func Proxies(c config.Config) []Result {
	r := &report{}
	r.proxies(c)
	return r.results
}

// UnknownEndpoints returns what is wrong with the endpoints that settings list.
func UnknownEndpoints(settings *branch.Settings) []string {
	messages := []string{}
	for _, f := range unknownEndpoints(settings) {
		messages = append(messages, f.message)
	}
	return messages
}
