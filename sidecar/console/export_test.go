package console

// Routes returns method and path of every route, the path below /console/db/{database}.
func Routes() (routes [][2]string) {
	for _, section := range sections() {
		for _, r := range section.routes {
			routes = append(routes, [2]string{r.method, r.path})
		}
	}
	return routes
}
