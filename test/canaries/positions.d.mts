export declare const positions: Record<string, { formed: boolean; told: string }>;
