// The head bar: signing out. The session's code comes from the API, as for every change.
element.addEventListener('click', async event => {
    if (!event.target.closest('[data-sign-out]')) return;
    const me = await (await fetch('/api/v1/me')).json();
    await fetch('/api/v1/session', {method: 'DELETE', headers: {'X-CSRF-Token': me.code || ''}});
    location.assign('/sign-in');
});
