import react from '@vitejs/plugin-react';
import { defaultClientConditions } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['teahouse-source', ...defaultClientConditions] },
  ssr: { resolve: { conditions: ['teahouse-source'] } },
  test: { include: ['tests/**/*.test.{ts,tsx}'], environment: 'happy-dom' },
});
