// The console works without this script. It copies statements, continues a sign-in by itself once the page is visible,
// and folds the menu on narrow screens.
'use strict';
for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const label = button.querySelector('span');
    await navigator.clipboard.writeText(button.closest('.statement').querySelector('pre').textContent);
    label.textContent = 'Copied';
    setTimeout(() => { label.textContent = 'Copy'; }, 1500);
  });
}
const go = document.querySelector('form[data-go]');
if (go) {
  const submit = () => { if (document.visibilityState === 'visible') { document.removeEventListener('visibilitychange', submit); go.submit(); } };
  document.addEventListener('visibilitychange', submit);
  submit();
}
const menu = document.querySelector('[data-menu]');
if (menu) {
  const narrow = matchMedia('(max-width: 860px)');
  const fold = () => { menu.open = !narrow.matches; };
  narrow.addEventListener('change', fold);
  fold();
}
for (const field of document.querySelectorAll('select[data-submit]')) field.addEventListener('change', () => field.form.requestSubmit());
