import { waveformOf } from './waveform.ts';

/** What was recorded. */
export interface Recorded {
  blob: Blob;
  duration_ms: number;
  waveform: string;
}

export const canRecord = (): boolean => typeof MediaRecorder !== 'undefined' && navigator.mediaDevices !== undefined;

const kinds = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
const bitsPerSecond = 32_000;
const sampleMs = 60;
/** A recording ends by itself after so long. */
export const mostMs = 60 * 60_000;

/** A recording under way, with how loud it is. */
export class Recording {
  readonly levels: number[] = [];
  readonly #stream: MediaStream;
  readonly #recorder: MediaRecorder;
  readonly #context = new AudioContext();
  readonly #begun = performance.now();
  readonly #parts: Blob[] = [];
  readonly #timer: ReturnType<typeof setInterval>;
  #ended: number | undefined;

  private constructor(stream: MediaStream) {
    this.#stream = stream;
    const mimeType = kinds.find((kind) => MediaRecorder.isTypeSupported(kind));
    this.#recorder = new MediaRecorder(stream, { audioBitsPerSecond: bitsPerSecond, ...(mimeType && { mimeType }) });
    this.#recorder.ondataavailable = ({ data }) => this.#parts.push(data);
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 1024;
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.levels.push(Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length));
    }, sampleMs);
    this.#recorder.start(1000);
  }

  /** Asks for the microphone and begins. */
  static async begin(): Promise<Recording> {
    return new Recording(await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } }));
  }

  get ms(): number {
    return (this.#ended ?? performance.now()) - this.#begun;
  }

  async stop(): Promise<Recorded> {
    this.#ended ??= performance.now();
    const stopped = new Promise((resolve) => (this.#recorder.onstop = resolve));
    if (this.#recorder.state !== 'inactive') {
      this.#recorder.stop();
      await stopped;
    }

    this.#release();
    const type = this.#recorder.mimeType.split(';')[0] || 'audio/webm';
    return { blob: new Blob(this.#parts, { type }), duration_ms: Math.round(this.ms), waveform: waveformOf(this.levels) };
  }

  cancel(): void {
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
    this.#release();
  }

  /** The sign that the microphone is on goes out. */
  #release(): void {
    clearInterval(this.#timer);
    for (const track of this.#stream.getTracks()) track.stop();
    if (this.#context.state !== 'closed') void this.#context.close();
  }
}
