import { usernamePattern, type User } from '@teahouse/client';
import { useEffect, useState } from 'react';
import { teahouse } from '../app/teahouse.ts';

const pauseMs = 350;

interface Answer {
  name: string;
  /** Null: nobody is called that. */
  user?: User | null;
  error?: unknown;
}

/** Looks a possible username up on the server once the typing pauses. */
export function useFound(name: string): Answer {
  const [answer, setAnswer] = useState<Answer>({ name: '' });
  useEffect(() => {
    if (!usernamePattern.test(name)) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      teahouse.find(name).then(
        (user) => current && setAnswer({ name, user: user ?? null }),
        (error: unknown) => current && setAnswer({ name, error }),
      );
    }, pauseMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [name]);
  return answer.name === name ? answer : { name };
}
