package console

import "html/template"

// icons are drawn with a stroke of 1.5 in a square of 16.
var icons = map[string]string{
	"gauge":    `<path d="M2.5 11.5a5.5 5.5 0 1 1 11 0"/><path d="m8 11.5 2.5-3.5"/>`,
	"users":    `<circle cx="6" cy="5.5" r="2.25"/><path d="M1.75 13c.4-2.2 2.1-3.5 4.25-3.5s3.85 1.3 4.25 3.5M10.5 3.4a2.25 2.25 0 0 1 0 4.2M12 9.8c1.2.5 2 1.6 2.25 3.2"/>`,
	"building": `<path d="M3.5 13.5v-11h6v11M9.5 6.5h3v7M2 13.5h12M5.5 5h2M5.5 7.5h2M5.5 10h2"/>`,
	"settings": `<path d="M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7"/><circle cx="10.5" cy="4.5" r="1.5"/><circle cx="5.5" cy="11.5" r="1.5"/>`,
	"activity": `<path d="M1.75 8h2.5l2-5 3.5 10 2-5h2.5"/>`,
	"mail":     `<rect x="1.75" y="3.25" width="12.5" height="9.5" rx="1.5"/><path d="m2.5 4.5 5.5 4 5.5-4"/>`,
	"branch":   `<circle cx="4.5" cy="3.5" r="1.5"/><circle cx="4.5" cy="12.5" r="1.5"/><circle cx="11.5" cy="5.5" r="1.5"/><path d="M4.5 5v6M11.5 7c0 2.5-3 2.5-5 3.2-1 .3-2 .8-2 1"/>`,
	"key":      `<circle cx="5" cy="11" r="2.75"/><path d="m7 9 6.5-6.5M11 5l2 2M9 7l1.25 1.25"/>`,
	"book":     `<path d="M8 4C6.5 2.8 4.5 2.5 2 2.75v9.5c2.5-.25 4.5 0 6 1.25 1.5-1.25 3.5-1.5 6-1.25v-9.5C11.5 2.5 9.5 2.8 8 4ZM8 4v9.5"/>`,
	"search":   `<circle cx="7" cy="7" r="4.25"/><path d="m10.25 10.25 3.5 3.5"/>`,
	"plus":     `<path d="M8 3v10M3 8h10"/>`,
	"check":    `<path d="m3 8.5 3.25 3.25L13 4.75"/>`,
	"alert":    `<path d="M8 2.25 14.25 13H1.75Z"/><path d="M8 6.5v3M8 11.25v.25"/>`,
	"info":     `<circle cx="8" cy="8" r="5.75"/><path d="M8 7.5v3.25M8 5.25v.25"/>`,
	"chevron":  `<path d="m5 6.5 3 3 3-3"/>`,
	"left":     `<path d="M10 3.5 5.5 8l4.5 4.5"/>`,
	"right":    `<path d="M6 3.5 10.5 8 6 12.5"/>`,
	"copy":     `<rect x="5.25" y="5.25" width="8" height="8" rx="1.5"/><path d="M10.75 5.25V3.5a1 1 0 0 0-1-1H3.5a1 1 0 0 0-1 1v6.25a1 1 0 0 0 1 1h1.75"/>`,
	"out":      `<path d="M6.5 2.5h-3a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h3M10.5 11l3-3-3-3M13.25 8H6.5"/>`,
	"code":     `<path d="m5 4.5-3.5 3.5L5 11.5M11 4.5l3.5 3.5-3.5 3.5M9.25 3 6.75 13"/>`,
	"menu":     `<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>`,
	"shield":   `<path d="M8 1.75 13 3.5v4c0 3.2-2.1 5.6-5 6.75-2.9-1.15-5-3.55-5-6.75v-4Z"/>`,
	"clock":    `<circle cx="8" cy="8" r="5.75"/><path d="M8 4.75V8l2 1.5"/>`,
	"trash":    `<path d="M2.5 4.25h11M6 4V2.5h4V4M4 4.25l.6 9.25h6.8l.6-9.25"/>`,
	"download": `<path d="M8 2.5v8M4.75 7.5 8 10.75l3.25-3.25M2.5 13.5h11"/>`,
	"globe":    `<circle cx="8" cy="8" r="5.75"/><path d="M2.25 8h11.5M8 2.25c2 1.8 2.6 3.7 2.6 5.75S10 12 8 13.75C6 12 5.4 10.05 5.4 8S6 4.05 8 2.25"/>`,
}

// icon returns a decorative icon. Its meaning is in the text beside it.
func icon(name string) template.HTML {
	//nolint:gosec // the drawings are constants
	return template.HTML(`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">` + icons[name] + `</svg>`)
}
