import { teahouse } from '../app/teahouse.ts';

const lengthS = 0.7;
/** A cup and its saucer: two notes, a fifth apart. */
const notes = [{ hertz: 659.25, at: 0 }, { hertz: 987.77, at: 0.09 }];
let context: AudioContext | undefined;

/** A soft tone, once for all tabs. Before one has touched the page browsers keep it silent. */
export async function chime(): Promise<void> {
  const play = async (lock: Lock | null) => {
    if (!lock) return;
    context ??= new AudioContext();
    await context.resume();
    for (const { hertz, at } of notes) strike(context, hertz, context.currentTime + at);
    await new Promise((resolve) => setTimeout(resolve, lengthS * 1000));
  };
  await navigator.locks?.request(`${teahouse.store.name}/tone`, { ifAvailable: true }, play);
}

function strike(audio: AudioContext, hertz: number, at: number): void {
  const tone = new OscillatorNode(audio, { type: 'sine', frequency: hertz });
  const loudness = new GainNode(audio, { gain: 0 });
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.12, at + 0.015);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + lengthS);
  tone.connect(loudness).connect(audio.destination);
  tone.start(at);
  tone.stop(at + lengthS);
}
