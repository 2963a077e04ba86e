package check

import "neonauth/sidecar/config"

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
