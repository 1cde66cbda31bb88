// A small client of the read API, as a support app would have one: it retries, keeps answers by their tags, asks for many
// customers at once, and falls back on what it knows when the server is away. Needs nothing but `fetch`.

export class QuimbiError extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly field?: string) {
    super(`${status} ${code}: ${message}`);
  }
}

export interface Answer<T> {
  body: T;
  run: string | null;
  ageSeconds: number | null;
  freshness: string | null;
  isFromCache: boolean;
  isFallback: boolean;
}

export interface Analysis {
  customer_id: string;
  archetype: { id: string; level: number; name: string | null; segments: Record<string, string> } | null;
  behavioral_metrics: {
    lifetime_value: number | null;
    total_orders: number;
    avg_order_value: number | null;
    days_since_last_purchase: number | null;
    customer_tenure_days: number | null;
  };
  predictions: {
    churn_risk: number | null;
    churn_risk_level: string | null;
    ltv_12mo: number | null;
    reasons: Record<string, string>;
  };
  communication_guidance: string[];
  source?: "context";
}

export interface Order {
  ordered_at: string;
  total: number;
  refunded?: number;
  discount?: number;
  channel?: string;
}

export interface QuimbiEvent {
  id: number;
  kind: string;
  data: unknown;
}

type Query = Record<string, string | number | undefined>;
type Json = Record<string, unknown>;

export class QuimbiClient {
  private readonly kept = new Map<string, { tag: string; answer: Answer<unknown> }>();

  /** `attempts` requests at most for one call; 429 and 503 are waited for as the server asks, up to `patience` seconds. */
  constructor(public url: string, private readonly key: string, public attempts = 3, private readonly patience = 5) {}

  async get<T = Json>(path: string, query: Query = {}, run?: string): Promise<Answer<T>> {
    const asked = Object.entries(query).filter(([, value]) => value !== undefined) as [string, string][];
    const address = path + (asked.length ? "?" + new URLSearchParams(asked) : "");
    const slot = `${run ?? ""} ${address}`;
    const kept = this.kept.get(slot);
    const headers: Record<string, string> = {};
    if (kept) headers["If-None-Match"] = kept.tag;
    if (run) headers["X-Quimbi-Run"] = run;
    let response: Response;
    try {
      response = await this.send("GET", address, headers);
    } catch (error) {
      const isAway = !(error instanceof QuimbiError) || error.status === 429 || error.status === 503;
      if (!kept || !isAway) throw error;
      return { ...(kept.answer as Answer<T>), isFromCache: true, isFallback: true };
    }
    if (response.status === 304 && kept) {
      return { ...(kept.answer as Answer<T>), ...this.marks(response), isFromCache: true };
    }
    const answer = await this.answer<T>(response);
    const tag = response.headers.get("ETag");
    if (tag) this.kept.set(slot, { tag, answer });
    return answer;
  }

  async post<T = Json>(path: string, body: Json): Promise<Answer<T>> {
    const headers = { "Content-Type": "application/json" };
    return this.answer<T>(await this.send("POST", path, headers, JSON.stringify(body)));
  }

  /** Every row of a list, all from the run that it began with. */
  async *rows<T = Json>(path: string, member: string, query: Query = {}): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const page: Json = (await this.get(path, { ...query, cursor })).body;
      for (const row of page[member] as T[]) yield row;
      cursor = (page["next_cursor"] as string | null) ?? undefined;
    } while (cursor !== undefined);
  }

  analyze(customer: string, orders?: Order[]): Promise<Answer<Analysis>> {
    const context = orders ? { context: { orders } } : {};
    return this.post<Analysis>("/api/intelligence/analyze", { customer_id: customer, ...context });
  }

  /** Any number of customers, 500 a request: those found, and the ids of the others. */
  async analyzeMany(customers: string[]): Promise<{ found: Analysis[]; missing: string[] }> {
    const found: Analysis[] = [];
    const missing: string[] = [];
    for (let start = 0; start < customers.length; start += 500) {
      const ids = customers.slice(start, start + 500);
      const { body } = await this.post<{ customers: Analysis[]; not_found: string[] }>(
        "/api/intelligence/batch", { customer_ids: ids });
      found.push(...body.customers);
      missing.push(...body.not_found);
    }
    return { found, missing };
  }

  /** Events as they are published, behind the one whose id is given. */
  async *events(after?: number, signal?: AbortSignal): AsyncGenerator<QuimbiEvent> {
    const headers: Record<string, string> = { "X-API-Key": this.key };
    if (after !== undefined) headers["Last-Event-ID"] = String(after);
    const response = await fetch(this.url + "/api/events/stream", { headers, signal });
    if (!response.ok || !response.body) throw await this.error(response);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      text += piece.value;
      const frames = text.split("\n\n");
      text = frames.pop() ?? "";
      for (const frame of frames) {
        const fields = new Map(frame.split("\n").map((line) => {
          const colon = line.indexOf(": ");
          return [line.slice(0, colon), line.slice(colon + 2)] as [string, string];
        }));
        const data = fields.get("data");
        if (data) yield { id: Number(fields.get("id")), kind: fields.get("event") ?? "", data: JSON.parse(data) };
      }
    }
  }

  private async send(method: string, address: string, headers: Record<string, string>, body?: string): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      let pause = 0.2 * 2 ** attempt;
      try {
        const response = await fetch(this.url + address, { method, headers: { "X-API-Key": this.key, ...headers }, body });
        if (response.ok || response.status === 304) return response;
        const failure = await this.error(response);
        pause = Number(response.headers.get("Retry-After") ?? pause);
        if (![429, 503].includes(response.status) || attempt >= this.attempts || pause > this.patience) throw failure;
      } catch (error) {
        if (error instanceof QuimbiError || attempt >= this.attempts) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    }
  }

  private async error(response: Response): Promise<QuimbiError> {
    const body = (await response.json().catch(() => ({}))) as { error?: { code: string; message: string; details?: { field?: string } } };
    return new QuimbiError(response.status, body.error?.code ?? "", body.error?.message ?? "", body.error?.details?.field);
  }

  private marks(response: Response) {
    const age = response.headers.get("X-Quimbi-Age");
    return {
      run: response.headers.get("X-Quimbi-Run"), ageSeconds: age === null ? null : Number(age),
      freshness: response.headers.get("X-Quimbi-Freshness"),
    };
  }

  private async answer<T>(response: Response): Promise<Answer<T>> {
    return { body: (await response.json()) as T, ...this.marks(response), isFromCache: false, isFallback: false };
  }
}
