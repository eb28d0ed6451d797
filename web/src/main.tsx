import { CSPProvider } from '@base-ui/react/csp-provider';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { isHome } from './app/accounts.ts';
import { offer } from './app/install.ts';
import { teahouse } from './app/teahouse.ts';
import './styles.css';

window.addEventListener('online', () => teahouse.wake());
window.addEventListener('offline', () => teahouse.drop());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') teahouse.wake();
});

window.addEventListener('beforeinstallprompt', offer);

// A part of the former version is gone after an update: the new version has it.
window.addEventListener('vite:preloadError', () => location.reload());

if (import.meta.env.PROD && 'serviceWorker' in navigator) void navigator.serviceWorker.register('/sw.js');

// Who was logged in here goes inside, which is fetched while the store opens.
if (isHome()) void import('./app/Inside.tsx');

await teahouse.start();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <App />
    </CSPProvider>
  </StrictMode>,
);
