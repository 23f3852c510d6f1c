import { defineConfig } from "vitest/config";

export default defineConfig({
  // patient: a busy machine takes several times as long, and how fast something is, is no test's matter
  test: { include: ["test/**/*.test.{ts,tsx}"], testTimeout: 60_000 },
});
