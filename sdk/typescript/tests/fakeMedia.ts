import { newId, type MediaFile } from '../src/index.ts';

interface FakeUpload {
  length: number;
  parts: Blob[];
  received: number;
}

const reply = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
const refuse = (status: number, code: string) => reply(status, { code, status, detail: '' });

/** The part of the fake server that has files: tus 1.0, complete, ready after `slow` looks, grants. */
export class FakeMedia {
  readonly uploads = new Map<string, FakeUpload>();
  readonly files = new Map<string, MediaFile & { looks: number }>();
  /** The places of each call that asked for grants. */
  readonly opened: { conversation_id: string; seq: number }[][] = [];
  /** Called with each piece before it is taken: the bytes that are taken of it. The answer is lost when not all are. */
  take: (upload: string, piece: Blob) => number = (_, piece) => piece.size;
  /** How often one looks at a file before it is ready, and whether it is refused then. */
  slow = 0;
  refused: string | undefined;
  /** Which hashes the files of a message have, and how long a grant lasts. */
  filesOf: (place: { conversation_id: string; seq: number }) => string[] = () => [];
  grantMs = 12 * 3_600_000;

  async handle(method: string, path: string, query: URLSearchParams, init: RequestInit | undefined): Promise<Response | undefined> {
    if (path === '/uploads' && method === 'POST') return this.#create(init);
    const upload = /^\/uploads\/(.+)$/.exec(path)?.[1];
    if (upload) return this.#upload(method, upload, init);
    if (path === '/media' && method === 'POST') return this.#complete(JSON.parse(String(init?.body)) as Record<string, string>);
    if (path === '/media/grants') return this.#open(JSON.parse(String(init?.body)) as { messages: { conversation_id: string; seq: number }[] });
    const sha256 = /^\/media\/([0-9a-f]{64})$/.exec(path)?.[1];
    if (!sha256) return undefined;
    const file = this.files.get(sha256);
    if (!file) return refuse(404, 'not_found');
    if (method === 'DELETE') return this.files.delete(sha256) ? reply(204, undefined) : refuse(404, 'not_found');
    if (query.has('wait_s')) this.#look(file);
    return reply(200, file);
  }

  #create(init: RequestInit | undefined): Response {
    const id = newId();
    this.uploads.set(id, { length: Number(new Headers(init?.headers).get('upload-length')), parts: [], received: 0 });
    return reply(201, undefined, { location: `/api/v1/uploads/${id}` });
  }

  #upload(method: string, id: string, init: RequestInit | undefined): Response {
    const upload = this.uploads.get(id);
    if (!upload) return method === 'HEAD' ? reply(404, undefined) : refuse(404, 'not_found');
    if (method === 'DELETE') return this.uploads.delete(id) ? reply(204, undefined) : refuse(404, 'not_found');
    if (method === 'PATCH') {
      const piece = init!.body as Blob;
      if (Number(new Headers(init?.headers).get('upload-offset')) !== upload.received) return refuse(409, 'wrong_offset');
      const taken = this.take(id, piece);
      upload.parts.push(piece.slice(0, taken));
      upload.received += taken;
      if (taken < piece.size) throw new TypeError('cut');
    }

    return reply(method === 'HEAD' ? 200 : 204, undefined, { 'upload-offset': String(upload.received) });
  }

  async #complete({ upload_id, kind, name }: Record<string, string>): Promise<Response> {
    const upload = this.uploads.get(upload_id!);
    if (!upload) return refuse(404, 'not_found');
    if (upload.received !== upload.length) return refuse(409, 'wrong_offset');
    const digest = await crypto.subtle.digest('SHA-256', await new Blob(upload.parts).arrayBuffer());
    const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const item = { sha256, kind: kind!, media_type: 'image/jpeg', size: upload.length, width: 640, height: 480, ...(name && { name }) };
    const file = { item, state: 'processing', kept_until: new Date(Date.now() + 1e8).toISOString(), looks: 0 };
    this.files.set(sha256, file);
    this.#look(file);
    return reply(201, file);
  }

  #look(file: MediaFile & { looks: number }): void {
    if (file.looks++ < this.slow) return;
    file.state = this.refused ? 'refused' : 'ready';
    if (this.refused) file.reason = this.refused;
  }

  #open({ messages }: { messages: { conversation_id: string; seq: number }[] }): Response {
    this.opened.push(messages);
    const grants = messages.flatMap((place) => this.filesOf(place)).map((sha256) => ({
      sha256, url: `/media/grant${this.opened.length}-${sha256}`, expires_at: new Date(Date.now() + this.grantMs).toISOString(),
      variants: [{ name: 'small', media_type: 'image/jpeg', size: 10, width: 320, height: 240 }, { name: 'full', media_type: 'image/jpeg', size: 99 }],
    }));
    return reply(200, { grants });
  }
}
