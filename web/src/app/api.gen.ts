// Written by tools/openapi.py from api/openapi.yaml; `web/build --types` writes it anew. Not edited by hand.

export type Time = string;
export type Token = string;
export type Name = string;
export type CIDText = string;
/// QR modules row by row without quiet zone.
export type Rows = string[];
export type Money = { amount: string; currency: string };
export type Problem = { error: { code: string; message: string; details: { reason?: string;
    fields?: Record<string, string> } }; requestId: string };
export type Health = { status: "ok" | "degraded" | "down"; checks: ({ name: string; status: "ok" | "warn" | "fail";
    detail: string })[] };
export type Box = { name: string; isClaimed: boolean; isReadOnly: boolean; notice?: string | null; isSecure: boolean;
    secureUrl: string | null; timeZone: string; currency: string; version: string; now: Time };
export type BoxChange = { name?: string; timeZone?: string; currency?: string };
export type Addresses = { items: ({ url: string; label: string; qr: Rows })[] };
export type BoxHealth = { status: "ok" | "warn" | "fail"; at: Time; checks: ({ id: string; name: string;
    status: "ok" | "warn" | "fail"; detail: string; advice: string | null })[] };
export type LogList = { items: ({ id: string; at: Time; level: string; message: string;
    metadata: Record<string, string> })[]; nextCursor: string | null };
export type AuditList = { items: ({ id: string; at: Time; name: string; topic: string; sentence: string;
    actor: { id: string; name: string } })[]; nextCursor: string | null };
export type NetworkState = { condition: string; sentence: string; needsAttention: boolean; names: ({ wanted: string;
    held: string | null; since: Time | null })[]; service: string | null; links: ({ name: string;
    addresses: string[] })[] };
export type Certificates = { source: "local" | "own" | "none"; sentence: string; fingerprint: string | null;
    root: { subject: string; expiresAt: Time } | null; leaf: { names: string[]; addresses: string[]; expiresAt: Time;
    renewsAt: Time | null } | null };
export type Trust = { boxName: string; fingerprint: string | null; secureUrl: string | null; isSecure: boolean;
    certificateUrl: string; profileUrl: string };
export type Job = { id: string; kind: "backup" | "test_restore" | "restore";
    state: "running" | "done" | "failed" | "cancelled"; stage: string; doneBytes: number; totalBytes: number;
    startedAt: Time; endedAt: Time | null; sentence: string };
export type Snapshot = { name: string; at: Time; bytes: number };
export type BackupPlace = { folder: string; label: string; freeBytes: number; isRemovable: boolean };
export type BackupSettings = { folder: string | null; everyHours: number; hourly: number; daily: number;
    weekly: number };
export type Backups = { settings: BackupSettings; words: { areConfirmed: boolean }; job: Job | null;
    lastBackupAt: Time | null; lastTestAt: Time | null; sentence: string; snapshots: Snapshot[];
    places: BackupPlace[] };
export type PasswordAgain = { password: string };
export type RecoveryWords = { words: string };
export type WordsTypedBack = { third: string; seventeenth: string };
export type RestorePlaces = { items: ({ folder: string; label: string; freeBytes: number; isRemovable: boolean;
    holdsBackup: boolean })[] };
export type BackupOpening = { folder: string; words: string };
export type BackupContents = { boxName: string; snapshots: Snapshot[] };
export type RestoreRequest = { folder: string; words: string; snapshot: string };
export type Role = "admin" | "staff" | "door" | "artist" | "producer" | "fan";
export type ClaimRequest = { code: string; boxName: string; timeZone?: string; currency?: string; name: Name;
    mail: string; password: string };
export type SignInRequest = { mail: string; password: string };
export type Session = { account: Person | null; csrfToken: string | null };
export type Person = { id: string; name: string; mail: string; roles: Role[]; isBlocked: boolean; createdAt: Time;
    lastSeenAt: Time | null };
export type PersonList = { items: Person[]; nextCursor: string | null };
export type AccountChange = { name?: Name; mail?: string };
export type PasswordChange = { current: string; new: string };
export type PersonChange = { roles?: Role[]; isBlocked?: boolean };
export type SessionList = { items: ({ id: string; isThis: boolean; client: string; agent: string; createdAt: Time;
    lastSeenAt: Time })[] };
export type InvitationRequest = { name: Name; mail?: string; roles: Role[] };
export type Invitation = { id: string; name: string; mail: string; roles: Role[]; kind: "invitation" | "reset";
    expiresAt: Time };
export type InvitationList = { items: Invitation[] };
export type InvitationMade = { invitation: Invitation; path: string; qr: Rows };
export type InvitationOffer = { name: string; mail: string; roles: Role[]; kind: "invitation" | "reset";
    boxName: string };
export type AcceptRequest = { token: Token; name?: Name; mail?: string; password: string };
export type Device = { id: string; name: string; showId: string; showTitle: string; door: string; pairedAt: Time;
    lastSeenAt: Time | null; isRevoked: boolean };
export type DeviceList = { items: Device[] };
export type PairingRequest = { showId: string; door: string };
export type Pairing = { id: string; path: string; url?: string; code: string; qr: Rows; expiresAt: Time };
export type PairingState = { state: "waiting" | "paired" | "expired"; device?: Device | null };
export type PairRequest = { token?: Token; code?: string; name: string };
export type Paired = { deviceToken: string; device: Device };
/// The picture's characteristic colour.
export type Accent = string | null;
export type ArtistRef = { id: string; name: string };
export type Artist = { id: string; name: string; bio: string; picture: string | null; accent: Accent;
    canEdit: boolean; trackCount: number; albumCount: number };
export type ArtistList = { items: Artist[]; nextCursor: string | null };
export type ArtistPage = { artist: Artist; albums: AlbumSummary[]; tracks: Track[] };
export type ArtistDraft = { name: Name; bio?: string };
export type ArtistChange = { name?: Name; bio?: string };
export type Editor = { id: string; name: string };
export type EditorList = { items: Editor[] };
/// One of the two.
export type EditorRequest = { account?: string; mail?: string };
export type AlbumSummary = { id: string; title: string; artist: ArtistRef; releasedOn: string | null;
    cover: string | null; accent: Accent; trackCount: number; durationMs: number };
export type Album = AlbumSummary & { notes: string; canEdit: boolean; tracks: Track[] };
export type AlbumList = { items: AlbumSummary[]; nextCursor: string | null };
export type AlbumDraft = { artistId: string; title: string; releasedOn?: string; notes?: string };
export type AlbumChange = { title?: string; releasedOn?: string; notes?: string; trackIds?: string[] };
/// measuring: playable soon; failed: `problem` says why.
export type TrackState = "measuring" | "ready" | "failed";
export type Track = { id: string; title: string; artist: ArtistRef; album: { id: string; title: string } | null;
    trackNumber: number | null; credits: string; state: TrackState; progress: number; problem: string | null;
    durationMs: number | null; codec: string | null; container: string | null; sampleRate: number | null;
    channels: number | null; bytes: number; cid: CIDText; loudnessLufs: number | null; waveform: string | null;
    cover: string | null; accent: Accent; visibility: "listed" | "private"; canEdit: boolean; createdAt: Time };
export type TrackList = { items: Track[]; nextCursor: string | null };
export type TrackChange = { title?: string; credits?: string; albumId?: string | null;
    visibility?: "listed" | "private" };
export type SearchAnswer = { artists: Artist[]; albums: AlbumSummary[]; tracks: Track[]; shows: ShowSummary[] };
export type ShowStatus = "draft" | "published" | "cancelled";
export type ShowSummary = { id: string; title: string; lineup: string; place: string; doorsAt: Time; startsAt: Time;
    endsAt: Time; status: ShowStatus; poster: string | null; accent: Accent; fromPrice: Money | null;
    isSoldOut: boolean };
export type ShowList = { items: ShowSummary[]; nextCursor: string | null };
export type TicketType = { id: string; name: string; note: string; price: Money; quota: number; remaining: number;
    sold?: number | null; held?: number | null; perOrder: number; onlineSales: boolean; isOnSale: boolean };
export type Show = ShowSummary & { description: string; doors: string[]; capacity: number;
    ticketTypes: TicketType[] };
export type ShowDraft = { title: string; lineup?: string; place?: string; description?: string; doorsAt: Time;
    startsAt: Time; endsAt: Time; capacity: number; doors?: string[] };
export type ShowChange = { title?: string; lineup?: string; place?: string; description?: string; doorsAt?: Time;
    startsAt?: Time; endsAt?: Time; capacity?: number; doors?: string[]; status?: ShowStatus };
export type TicketTypeDraft = { name: string; note?: string; price: Money; quota: number; perOrder?: number;
    onlineSales?: boolean };
export type TicketTypeChange = { name?: string; note?: string; price?: Money; quota?: number; perOrder?: number;
    onlineSales?: boolean; isOnSale?: boolean };
export type Headcount = { inside: number; sold: number; capacity: number; refusedLastHour: number;
    perMinute: number };
export type TicketStatus = "valid" | "admitted" | "refunded";
export type Ticket = { id: string; number: string; typeName: string; holder: string; status: TicketStatus;
    orderNumber: string; admittedAt: Time | null; admittedDoor: string | null };
export type TicketList = { items: Ticket[]; nextCursor: string | null };
export type OwnTicket = { id: string; number: string; typeName: string; holder: string; status: TicketStatus;
    code: string; qr: Rows; show: ShowSummary; price: Money };
export type OwnTicketList = { items: OwnTicket[] };
export type ScanOutcome = "admitted" | "already_inside" | "refunded" | "wrong_show" | "show_cancelled"
    | "too_early" | "too_late" | "unknown" | "undone";
export type ScanRequest = { code: string; nonce: string; method: "camera" | "scanner" | "typed"; door?: string };
export type Scan = { id: string; outcome: ScanOutcome; tone: "go" | "wait" | "stop"; sentence: string; at: Time;
    door: string; deviceName: string; method: "camera" | "scanner" | "typed"; ticket: { number: string;
    typeName: string; holder: string } | null; previous: { at: Time; door: string; deviceName: string } | null;
    headcount: Headcount; canUndo: boolean };
export type ScanList = { items: Scan[]; nextCursor: string | null };
export type DoorState = { show: ShowSummary; door: string; device: Device; headcount: Headcount; now: Time;
    timeZone: string; boxName: string };
export type Basket = ({ offer: string; quantity: number })[];
export type OrderStatus = "reserved" | "paid" | "refunded" | "cancelled" | "expired";
export type OrderLine = { offer: string; title: string; detail: string; quantity: number; unitPrice: Money;
    total: Money };
/// card: taken on a terminal of its own and marked as paid here.
export type PaymentMethod = "cash" | "card" | "free";
export type Payment = { method: "cash" | "card"; tendered?: Money };
export type BuyerDetails = { name?: string; mail?: string };
export type OrderRequest = { lines: Basket; buyer?: BuyerDetails; payment?: Payment };
export type Order = { id: string; number: string; status: OrderStatus; channel: "counter" | "web";
    lines: OrderLine[]; total: Money; buyer: BuyerDetails; method: PaymentMethod | null; tendered: Money | null;
    change: Money | null; createdAt: Time; paidAt: Time | null; reservedUntil: Time | null; refundedAt: Time | null;
    soldBy: string | null };
export type OrderList = { items: Order[]; nextCursor: string | null };
export type OrderMade = { order: Order; path: string; qr?: Rows };
export type Drawer = { currency: string; shift: { id: string; openedAt: Time; openedBy: string;
    openingCash: Money } | null; expectedCash: Money; cashTaken?: Money; cardTaken?: Money; salesCount: number;
    lastSale: Order | null; lastClosing?: { closedAt: Time; counted: Money; expected: Money;
    difference: Money } | null };

export interface Operations {
    "GET /health": { path: {}; query: {}; body: null; answer: Health };
    "GET /api/box": { path: {}; query: {}; body: null; answer: Box };
    "PATCH /api/box": { path: {}; query: {}; body: BoxChange; answer: Box };
    "GET /api/box/addresses": { path: {}; query: {}; body: null; answer: Addresses };
    "GET /api/box/health": { path: {}; query: {}; body: null; answer: BoxHealth };
    "GET /api/box/logs": { path: {};
        query: { level?: "trace" | "debug" | "info" | "notice" | "warning" | "error" | "critical"; request?: string;
        text?: string; limit?: number; cursor?: string }; body: null; answer: LogList };
    "GET /api/box/support": { path: {}; query: {}; body: null; answer: Record<string, unknown> };
    "GET /api/box/audit": { path: {}; query: { actor?: string; topic?: string; limit?: number; cursor?: string };
        body: null; answer: AuditList };
    "GET /api/box/network": { path: {}; query: {}; body: null; answer: NetworkState };
    "GET /api/box/certificates": { path: {}; query: {}; body: null; answer: Certificates };
    "GET /api/trust": { path: {}; query: {}; body: null; answer: Trust };
    "GET /api/box/backups": { path: {}; query: {}; body: null; answer: Backups };
    "POST /api/box/backups": { path: {}; query: {}; body: null; answer: Job };
    "PUT /api/box/backups/settings": { path: {}; query: {}; body: BackupSettings; answer: Backups };
    "POST /api/box/backups/test": { path: {}; query: {}; body: null; answer: Job };
    "GET /api/box/jobs/{id}": { path: { id: string }; query: {}; body: null; answer: Job };
    "POST /api/box/jobs/{id}/cancel": { path: { id: string }; query: {}; body: null; answer: null };
    "POST /api/box/recovery-words": { path: {}; query: {}; body: PasswordAgain; answer: RecoveryWords };
    "POST /api/box/recovery-words/confirm": { path: {}; query: {}; body: WordsTypedBack; answer: null };
    "GET /api/restore/places": { path: {}; query: {}; body: null; answer: RestorePlaces };
    "POST /api/restore/look": { path: {}; query: {}; body: BackupOpening; answer: BackupContents };
    "POST /api/restore": { path: {}; query: {}; body: RestoreRequest; answer: Job };
    "GET /api/restore/job": { path: {}; query: {}; body: null; answer: Job };
    "POST /api/claim": { path: {}; query: {}; body: ClaimRequest; answer: Session };
    "GET /api/session": { path: {}; query: {}; body: null; answer: Session };
    "POST /api/session": { path: {}; query: {}; body: SignInRequest; answer: Session };
    "DELETE /api/session": { path: {}; query: {}; body: null; answer: null };
    "GET /api/sessions": { path: {}; query: {}; body: null; answer: SessionList };
    "DELETE /api/sessions/{id}": { path: { id: string }; query: {}; body: null; answer: null };
    "GET /api/account": { path: {}; query: {}; body: null; answer: Person };
    "PATCH /api/account": { path: {}; query: {}; body: AccountChange; answer: Person };
    "POST /api/account/password": { path: {}; query: {}; body: PasswordChange; answer: null };
    "GET /api/people": { path: {}; query: { limit?: number; cursor?: string }; body: null; answer: PersonList };
    "PATCH /api/people/{id}": { path: { id: string }; query: {}; body: PersonChange; answer: Person };
    "POST /api/people/{id}/password-reset": { path: { id: string }; query: {}; body: null; answer: InvitationMade };
    "GET /api/people/invitations": { path: {}; query: {}; body: null; answer: InvitationList };
    "POST /api/people/invitations": { path: {}; query: {}; body: InvitationRequest; answer: InvitationMade };
    "DELETE /api/people/invitations/{id}": { path: { id: string }; query: {}; body: null; answer: null };
    "POST /api/invitations/open": { path: {}; query: {}; body: { token: Token }; answer: InvitationOffer };
    "POST /api/invitations/accept": { path: {}; query: {}; body: AcceptRequest; answer: Session };
    "GET /api/devices": { path: {}; query: {}; body: null; answer: DeviceList };
    "DELETE /api/devices/{id}": { path: { id: string }; query: {}; body: null; answer: null };
    "GET /api/devices/me": { path: {}; query: {}; body: null; answer: Device };
    "DELETE /api/devices/me": { path: {}; query: {}; body: null; answer: null };
    "POST /api/devices/pairings": { path: {}; query: {}; body: PairingRequest; answer: Pairing };
    "GET /api/devices/pairings/{id}": { path: { id: string }; query: {}; body: null; answer: PairingState };
    "POST /api/devices/pair": { path: {}; query: {}; body: PairRequest; answer: Paired };
    "GET /api/search": { path: {}; query: { q: string; limit?: number }; body: null; answer: SearchAnswer };
    "GET /api/artists": { path: {}; query: { limit?: number; cursor?: string; mine?: boolean }; body: null;
        answer: ArtistList };
    "POST /api/artists/register": { path: {}; query: {}; body: ArtistDraft; answer: Artist };
    "GET /api/artists/{id}": { path: { id: string }; query: {}; body: null; answer: ArtistPage };
    "PATCH /api/artists/{id}": { path: { id: string }; query: {}; body: ArtistChange; answer: Artist };
    "PUT /api/artists/{id}/picture": { path: { id: string }; query: {}; body: Blob; answer: Artist };
    "GET /api/artists/{id}/editors": { path: { id: string }; query: {}; body: null; answer: EditorList };
    "POST /api/artists/{id}/editors": { path: { id: string }; query: {}; body: EditorRequest; answer: Editor };
    "DELETE /api/artists/{id}/editors/{account}": { path: { id: string; account: string }; query: {}; body: null;
        answer: null };
    "POST /api/artists/{id}/tracks/upload": { path: { id: string }; query: { album?: string }; body: Blob;
        answer: Track };
    "GET /api/albums": { path: {}; query: { limit?: number; cursor?: string }; body: null; answer: AlbumList };
    "POST /api/albums": { path: {}; query: {}; body: AlbumDraft; answer: Album };
    "GET /api/albums/{id}": { path: { id: string }; query: {}; body: null; answer: Album };
    "PATCH /api/albums/{id}": { path: { id: string }; query: {}; body: AlbumChange; answer: Album };
    "DELETE /api/albums/{id}": { path: { id: string }; query: {}; body: null; answer: null };
    "POST /api/albums/{id}/restore": { path: { id: string }; query: {}; body: null; answer: Album };
    "PUT /api/albums/{id}/cover": { path: { id: string }; query: {}; body: Blob; answer: Album };
    "GET /api/tracks": { path: {}; query: { limit?: number; cursor?: string; artist?: string; removed?: boolean };
        body: null; answer: TrackList };
    "GET /api/tracks/{id}": { path: { id: string }; query: {}; body: null; answer: Track };
    "PATCH /api/tracks/{id}": { path: { id: string }; query: {}; body: TrackChange; answer: Track };
    "DELETE /api/tracks/{id}": { path: { id: string }; query: {}; body: null; answer: null };
    "POST /api/tracks/{id}/restore": { path: { id: string }; query: {}; body: null; answer: Track };
    "GET /api/shows": { path: {}; query: { when?: "coming" | "past" | "all"; limit?: number; cursor?: string };
        body: null; answer: ShowList };
    "POST /api/shows": { path: {}; query: {}; body: ShowDraft; answer: Show };
    "GET /api/shows/{id}": { path: { id: string }; query: {}; body: null; answer: Show };
    "PATCH /api/shows/{id}": { path: { id: string }; query: {}; body: ShowChange; answer: Show };
    "PUT /api/shows/{id}/poster": { path: { id: string }; query: {}; body: Blob; answer: Show };
    "POST /api/shows/{id}/ticket-types": { path: { id: string }; query: {}; body: TicketTypeDraft; answer: Show };
    "PATCH /api/ticket-types/{id}": { path: { id: string }; query: {}; body: TicketTypeChange; answer: Show };
    "GET /api/shows/{id}/headcount": { path: { id: string }; query: {}; body: null; answer: Headcount };
    "GET /api/shows/{id}/tickets": { path: { id: string }; query: { q?: string; limit?: number; cursor?: string };
        body: null; answer: TicketList };
    "GET /api/shows/{id}/scans": { path: { id: string }; query: { limit?: number; cursor?: string }; body: null;
        answer: ScanList };
    "POST /api/shows/{id}/scans": { path: { id: string }; query: {}; body: ScanRequest; answer: Scan };
    "POST /api/scans/{id}/undo": { path: { id: string }; query: {}; body: null; answer: Scan };
    "GET /api/door": { path: {}; query: {}; body: null; answer: DoorState };
    "GET /api/orders": { path: {}; query: { q?: string; status?: OrderStatus; limit?: number; cursor?: string };
        body: null; answer: OrderList };
    "POST /api/orders": { path: {}; query: {}; body: OrderRequest; answer: OrderMade };
    "POST /api/orders/quote": { path: {}; query: {}; body: { lines: Basket }; answer: { lines: OrderLine[];
        total: Money } };
    "GET /api/orders/{id}": { path: { id: string }; query: {}; body: null; answer: OrderMade };
    "POST /api/orders/{id}/pay": { path: { id: string }; query: {}; body: Payment; answer: OrderMade };
    "POST /api/orders/{id}/cancel": { path: { id: string }; query: {}; body: null; answer: OrderMade };
    "POST /api/orders/{id}/refund": { path: { id: string }; query: {}; body: { reason: string }; answer: OrderMade };
    "GET /api/order": { path: {}; query: {}; body: null; answer: Order };
    "DELETE /api/order": { path: {}; query: {}; body: null; answer: Order };
    "GET /api/order/tickets": { path: {}; query: {}; body: null; answer: OwnTicketList };
    "GET /api/drawer": { path: {}; query: {}; body: null; answer: Drawer };
    "POST /api/drawer/open": { path: {}; query: {}; body: { counted: Money }; answer: Drawer };
    "POST /api/drawer/close": { path: {}; query: {}; body: { counted: Money }; answer: Drawer };
}

export const rules = {
    AcceptRequest: { token: {required: true, minLength: 1, maxLength: 200}, name: {minLength: 1, maxLength: 120},
        mail: {maxLength: 254}, password: {required: true, maxLength: 1024} },
    AccountChange: { name: {minLength: 1, maxLength: 120}, mail: {maxLength: 254} },
    AlbumChange: { title: {minLength: 1, maxLength: 200}, releasedOn: {}, notes: {maxLength: 4000},
        trackIds: {maxItems: 500} },
    AlbumDraft: { artistId: {required: true, maxLength: 64}, title: {required: true, minLength: 1, maxLength: 200},
        releasedOn: {}, notes: {maxLength: 4000} },
    ArtistChange: { name: {minLength: 1, maxLength: 120}, bio: {maxLength: 4000} },
    ArtistDraft: { name: {required: true, minLength: 1, maxLength: 120}, bio: {maxLength: 4000} },
    BackupOpening: { folder: {required: true, minLength: 1, maxLength: 1000},
        words: {required: true, minLength: 1, maxLength: 400} },
    BackupSettings: { folder: {required: true, maxLength: 1000}, everyHours: {required: true, min: 1, max: 168},
        hourly: {required: true, min: 0, max: 1000}, daily: {required: true, min: 0, max: 1000},
        weekly: {required: true, min: 0, max: 1000} },
    BoxChange: { name: {maxLength: 60}, timeZone: {maxLength: 64}, currency: {maxLength: 3} },
    ClaimRequest: { code: {required: true, maxLength: 40}, boxName: {required: true, maxLength: 60},
        timeZone: {maxLength: 64}, currency: {maxLength: 3}, name: {required: true, minLength: 1, maxLength: 120},
        mail: {required: true, maxLength: 254}, password: {required: true, maxLength: 1024} },
    EditorRequest: { account: {maxLength: 64}, mail: {maxLength: 254} },
    InvitationRequest: { name: {required: true, minLength: 1, maxLength: 120}, mail: {maxLength: 254},
        roles: {required: true, maxItems: 6, minItems: 1} },
    OrderRequest: { lines: {required: true, maxItems: 20, minItems: 1}, buyer: {}, payment: {} },
    PairRequest: { token: {minLength: 1, maxLength: 200}, code: {maxLength: 20},
        name: {required: true, minLength: 1, maxLength: 60} },
    PairingRequest: { showId: {required: true, maxLength: 64}, door: {required: true, minLength: 1, maxLength: 40} },
    PasswordAgain: { password: {required: true, maxLength: 1024} },
    PasswordChange: { current: {required: true, maxLength: 1024}, new: {required: true, maxLength: 1024} },
    Payment: { method: {required: true}, tendered: {} },
    PersonChange: { roles: {maxItems: 6}, isBlocked: {} },
    RestoreRequest: { folder: {required: true, minLength: 1, maxLength: 1000},
        words: {required: true, minLength: 1, maxLength: 400},
        snapshot: {required: true, minLength: 1, maxLength: 100} },
    ScanRequest: { code: {required: true, minLength: 1, maxLength: 200}, nonce: {required: true},
        method: {required: true}, door: {maxLength: 40} },
    ShowChange: { title: {minLength: 1, maxLength: 120}, lineup: {maxLength: 300}, place: {maxLength: 120},
        description: {maxLength: 8000}, doorsAt: {}, startsAt: {}, endsAt: {}, capacity: {min: 1, max: 100000},
        doors: {maxItems: 20}, status: {} },
    ShowDraft: { title: {required: true, minLength: 1, maxLength: 120}, lineup: {maxLength: 300},
        place: {maxLength: 120}, description: {maxLength: 8000}, doorsAt: {required: true},
        startsAt: {required: true}, endsAt: {required: true}, capacity: {required: true, min: 1, max: 100000},
        doors: {maxItems: 20} },
    SignInRequest: { mail: {required: true, maxLength: 254}, password: {required: true, maxLength: 1024} },
    TicketTypeChange: { name: {minLength: 1, maxLength: 60}, note: {maxLength: 200}, price: {},
        quota: {min: 1, max: 100000}, perOrder: {min: 1, max: 50}, onlineSales: {}, isOnSale: {} },
    TicketTypeDraft: { name: {required: true, minLength: 1, maxLength: 60}, note: {maxLength: 200},
        price: {required: true}, quota: {required: true, min: 1, max: 100000}, perOrder: {min: 1, max: 50},
        onlineSales: {} },
    TrackChange: { title: {minLength: 1, maxLength: 200}, credits: {maxLength: 2000}, albumId: {maxLength: 64},
        visibility: {} },
    WordsTypedBack: { third: {required: true, minLength: 1, maxLength: 20},
        seventeenth: {required: true, minLength: 1, maxLength: 20} },
} as const;
