// One file as the raw body of a request, with progress: XMLHttpRequest, because fetch tells nothing about sending.
import { t } from "../strings";
import { ApiError, randomKey } from "./api";
import type { Api } from "./api";

export interface UploadRequest {
    method: "POST" | "PUT";
    address: string;
    body: Blob;
    headers?: Record<string, string>;
    onProgress?: (sent: number, total: number) => void;
    signal?: AbortSignal;
    idempotencyKey?: string;
}

export function upload<T>(api: Api, request: UploadRequest): Promise<T> {
    return new Promise((resolve, reject) => {
        const xhr = new XMLHttpRequest();
        xhr.open(request.method, request.address);
        xhr.setRequestHeader("Accept", "application/json");
        xhr.setRequestHeader("Content-Type",
            request.headers?.["Content-Type"] ?? (request.body.type || "application/octet-stream"));
        xhr.setRequestHeader("Idempotency-Key", request.idempotencyKey ?? randomKey());
        if (api.csrf) xhr.setRequestHeader("X-CSRF-Token", api.csrf);
        for (const [name, value] of Object.entries(request.headers
            ?? {})) if (name !== "Content-Type") xhr.setRequestHeader(name, value);
        xhr.upload.onprogress = (event) => request.onProgress?.(event.loaded,
            event.lengthComputable ? event.total : request.body.size);
        xhr.onload = () => {
            if (xhr.status < 200 || xhr.status >= 300) {
                reject(api.refused(xhr.status, xhr.responseText, xhr.getResponseHeader("Retry-After")));
                return;
            }
            try {
                resolve(JSON.parse(xhr.responseText) as T);
            } catch {
                reject(new ApiError(t.errors.unexpected, "server"));
            }
        };
        xhr.onerror = () => reject(new ApiError(t.errors.network, "network"));
        xhr.onabort = () => reject(new ApiError(t.errors.cancelled, "cancelled"));
        const cancel = () => xhr.abort();
        request.signal?.addEventListener("abort", cancel, { once: true });
        if (request.signal?.aborted) {
            reject(new ApiError(t.errors.cancelled, "cancelled"));
            return;
        }
        xhr.onloadend = () => request.signal?.removeEventListener("abort", cancel);
        xhr.send(request.body);
    });
}

/// A picture as the body of a PUT: covers, posters, portraits. Refused early when it is no picture or far too large.
export const PICTURE_TYPES = "image/png,image/jpeg,image/webp";
