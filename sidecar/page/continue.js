
// Submits the form when the page is visible. A program that only fetches the page changes nothing.
(() => {
  const form = document.querySelector('form');
  const button = form.querySelector('button');
  let sent = false;
  const submit = () => {
    if (sent || document.visibilityState !== 'visible') return;
    sent = true;
    form.submit();
    button.disabled = true;
  };
  form.addEventListener('submit', () => { sent = true; });
  document.addEventListener('visibilitychange', submit);
  addEventListener('pageshow', (event) => { if (event.persisted) button.disabled = false; });
  requestAnimationFrame(submit);
})();
