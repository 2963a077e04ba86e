package management

// RouteKeys returns method and path of every route.
func RouteKeys() (keys []string) {
	for _, r := range routes() {
		keys = append(keys, r.method+" "+r.path)
	}
	return keys
}

// Writes returns whether each route needs a key that may write.
func Writes() map[string]bool {
	writes := map[string]bool{}
	for _, r := range routes() {
		writes[r.method+" "+r.path] = r.need == write
	}
	return writes
}

// OfProject returns whether each route is about the project as a whole.
func OfProject() map[string]bool {
	of := map[string]bool{}
	for _, r := range routes() {
		of[r.method+" "+r.path] = r.of == ofProject
	}
	return of
}
