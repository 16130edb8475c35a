// The head bar: signing out, and the theme. The session's code comes from the API, as for every change.
const ask = async (method, path, body) => {
    const me = await (await fetch('/api/v1/me')).json();
    return fetch('/api/v1/' + path, {
        method,
        headers: {'X-CSRF-Token': me.code || '', 'Content-Type': 'application/json'},
        body: body && JSON.stringify(body),
    });
};
element.addEventListener('click', async event => {
    if (!event.target.closest('[data-sign-out]')) return;
    await ask('DELETE', 'session');
    location.assign('/sign-in');
});
element.addEventListener('change', async event => {
    if (!event.target.matches('[data-choose-theme]')) return;
    const theme = event.target.value;
    window.lzTheme(theme);
    await ask('PATCH', 'me/settings', {settings: {theme}});
});
watch('value', () => requestAnimationFrame(() => {
    const bar = element.querySelector('[data-theme-kept]');
    if (bar) window.lzTheme(bar.dataset.themeKept);
}));
