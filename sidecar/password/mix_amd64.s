#include "textflag.h"

// scryptBlockMix (RFC 7914) with a Salsa20/8 state in four vector registers. The rows are in vectorOrder: each
// register holds a diagonal of Salsa's matrix, so that a quarter round is one instruction for all four columns or
// rows. Y registers hold two states of two independent rows, one in each half.
//
// A hash alone is bound by the latency of its chain of additions, rotations and xors; a pair fills the units that
// the chain leaves idle.

// The quarter round: target ^= (p + q) <<< n. STEP512 takes registers of any width, STEP2 those of AVX2; t and u are
// temporaries.
#define STEP512(p, q, target, n, t) \
	VPADDD p, q, t;       \
	VPROLD $n, t, t;      \
	VPXORD t, target, target

#define STEP2(p, q, target, n, t, u) \
	VPADDD p, q, t;              \
	VPSLLD $n, t, u;             \
	VPSRLD $(32-n), t, t;        \
	VPXOR  u, target, target;    \
	VPXOR  t, target, target

// Two rounds, columns then rows.
#define ROUNDS512(x0, x1, x2, x3, t) \
	STEP512(x0, x3, x1, 7, t);   \
	STEP512(x1, x0, x2, 9, t);   \
	STEP512(x2, x1, x3, 13, t);  \
	STEP512(x3, x2, x0, 18, t);  \
	VPSHUFD $0x93, x1, x1;       \
	VPSHUFD $0x4e, x2, x2;       \
	VPSHUFD $0x39, x3, x3;       \
	STEP512(x0, x1, x3, 7, t);   \
	STEP512(x3, x0, x2, 9, t);   \
	STEP512(x2, x3, x1, 13, t);  \
	STEP512(x1, x2, x0, 18, t);  \
	VPSHUFD $0x39, x1, x1;       \
	VPSHUFD $0x4e, x2, x2;       \
	VPSHUFD $0x93, x3, x3

#define ROUNDS2(x0, x1, x2, x3, t, u) \
	STEP2(x0, x3, x1, 7, t, u);   \
	STEP2(x1, x0, x2, 9, t, u);   \
	STEP2(x2, x1, x3, 13, t, u);  \
	STEP2(x3, x2, x0, 18, t, u);  \
	VPSHUFD $0x93, x1, x1;        \
	VPSHUFD $0x4e, x2, x2;        \
	VPSHUFD $0x39, x3, x3;        \
	STEP2(x0, x1, x3, 7, t, u);   \
	STEP2(x3, x0, x2, 9, t, u);   \
	STEP2(x2, x3, x1, 13, t, u);  \
	STEP2(x1, x2, x0, 18, t, u);  \
	VPSHUFD $0x39, x1, x1;        \
	VPSHUFD $0x4e, x2, x2;        \
	VPSHUFD $0x93, x3, x3

#define EIGHT512(x0, x1, x2, x3, t) \
	ROUNDS512(x0, x1, x2, x3, t); \
	ROUNDS512(x0, x1, x2, x3, t); \
	ROUNDS512(x0, x1, x2, x3, t); \
	ROUNDS512(x0, x1, x2, x3, t)

#define EIGHT2(x0, x1, x2, x3, t, u) \
	ROUNDS2(x0, x1, x2, x3, t, u); \
	ROUNDS2(x0, x1, x2, x3, t, u); \
	ROUNDS2(x0, x1, x2, x3, t, u); \
	ROUNDS2(x0, x1, x2, x3, t, u)

// One row. SI and DX: the rows a and b; DI: dst; X0-X3: the block before.
// XOR4 sets the state to last ^ a ^ b and keeps it in X4-X7; ADD4 adds it and stores at out.
#define XOR4(at) \
	VMOVDQU at+0(SI), X4;        \
	VMOVDQU at+16(SI), X5;       \
	VMOVDQU at+32(SI), X6;       \
	VMOVDQU at+48(SI), X7;       \
	VPXOR   at+0(DX), X4, X4;    \
	VPXOR   at+16(DX), X5, X5;   \
	VPXOR   at+32(DX), X6, X6;   \
	VPXOR   at+48(DX), X7, X7;   \
	VPXOR   X0, X4, X4;          \
	VPXOR   X1, X5, X5;          \
	VPXOR   X2, X6, X6;          \
	VPXOR   X3, X7, X7;          \
	VMOVDQA X4, X0;              \
	VMOVDQA X5, X1;              \
	VMOVDQA X6, X2;              \
	VMOVDQA X7, X3

#define ADD4(out) \
	VPADDD  X4, X0, X0;          \
	VPADDD  X5, X1, X1;          \
	VPADDD  X6, X2, X2;          \
	VPADDD  X7, X3, X3;          \
	VMOVDQU X0, 0(out);          \
	VMOVDQU X1, 16(out);         \
	VMOVDQU X2, 32(out);         \
	VMOVDQU X3, 48(out)

// The last block of a ^ b begins the chain; R8 becomes the second half of dst; row b is on its way.
#define BEGIN1 \
	MOVQ    CX, AX;              \
	SHLQ    $7, AX;              \
	XORQ    BX, BX;              \
fetch:                               \
	PREFETCHT0 (DX)(BX*1);       \
	ADDQ    $64, BX;             \
	CMPQ    BX, AX;              \
	JLT     fetch;               \
	VMOVDQU -64(SI)(AX*1), X0;   \
	VMOVDQU -48(SI)(AX*1), X1;   \
	VMOVDQU -32(SI)(AX*1), X2;   \
	VMOVDQU -16(SI)(AX*1), X3;   \
	VPXOR   -64(DX)(AX*1), X0, X0; \
	VPXOR   -48(DX)(AX*1), X1, X1; \
	VPXOR   -32(DX)(AX*1), X2, X2; \
	VPXOR   -16(DX)(AX*1), X3, X3; \
	SHRQ    $1, AX;              \
	LEAQ    (DI)(AX*1), R8

#define NEXT1 \
	ADDQ $128, SI; \
	ADDQ $128, DX; \
	ADDQ $64, DI;  \
	ADDQ $64, R8;  \
	DECQ CX

// func mixAVX512(dst, a, b *block, r int)
TEXT ·mixAVX512(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), DX
	MOVQ r+24(FP), CX
	BEGIN1
loop:
	XOR4(0)
	EIGHT512(X0, X1, X2, X3, X8)
	ADD4(DI)
	XOR4(64)
	EIGHT512(X0, X1, X2, X3, X8)
	ADD4(R8)
	NEXT1
	JNZ loop
	RET

// func mixAVX2(dst, a, b *block, r int)
TEXT ·mixAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), DX
	MOVQ r+24(FP), CX
	BEGIN1
loop:
	XOR4(0)
	EIGHT2(X0, X1, X2, X3, X8, X9)
	ADD4(DI)
	XOR4(64)
	EIGHT2(X0, X1, X2, X3, X8, X9)
	ADD4(R8)
	NEXT1
	JNZ loop
	RET

// Two rows. SI, DX, DI, R8: a, b, dst of the one, as above; R9, R10, R11, R12 those of the other.
#define XOR8(at) \
	VMOVDQU     at+0(SI), X4;             \
	VMOVDQU     at+16(SI), X5;            \
	VMOVDQU     at+32(SI), X6;            \
	VMOVDQU     at+48(SI), X7;            \
	VINSERTI128 $1, at+0(R9), Y4, Y4;     \
	VINSERTI128 $1, at+16(R9), Y5, Y5;    \
	VINSERTI128 $1, at+32(R9), Y6, Y6;    \
	VINSERTI128 $1, at+48(R9), Y7, Y7;    \
	VMOVDQU     at+0(DX), X8;             \
	VMOVDQU     at+16(DX), X9;            \
	VMOVDQU     at+32(DX), X10;           \
	VMOVDQU     at+48(DX), X11;           \
	VINSERTI128 $1, at+0(R10), Y8, Y8;    \
	VINSERTI128 $1, at+16(R10), Y9, Y9;   \
	VINSERTI128 $1, at+32(R10), Y10, Y10; \
	VINSERTI128 $1, at+48(R10), Y11, Y11; \
	VPXOR       Y8, Y4, Y4;               \
	VPXOR       Y9, Y5, Y5;               \
	VPXOR       Y10, Y6, Y6;              \
	VPXOR       Y11, Y7, Y7;              \
	VPXOR       Y0, Y4, Y4;               \
	VPXOR       Y1, Y5, Y5;               \
	VPXOR       Y2, Y6, Y6;               \
	VPXOR       Y3, Y7, Y7;               \
	VMOVDQA     Y4, Y0;                   \
	VMOVDQA     Y5, Y1;                   \
	VMOVDQA     Y6, Y2;                   \
	VMOVDQA     Y7, Y3

#define ADD8(out, other) \
	VPADDD       Y4, Y0, Y0;         \
	VPADDD       Y5, Y1, Y1;         \
	VPADDD       Y6, Y2, Y2;         \
	VPADDD       Y7, Y3, Y3;         \
	VMOVDQU      X0, 0(out);         \
	VMOVDQU      X1, 16(out);        \
	VMOVDQU      X2, 32(out);        \
	VMOVDQU      X3, 48(out);        \
	VEXTRACTI128 $1, Y0, 0(other);   \
	VEXTRACTI128 $1, Y1, 16(other);  \
	VEXTRACTI128 $1, Y2, 32(other);  \
	VEXTRACTI128 $1, Y3, 48(other)

#define BEGIN2 \
	MOVQ CX, AX;                             \
	SHLQ $7, AX;                             \
	XORQ BX, BX;                             \
fetch:                                           \
	PREFETCHT0 (DX)(BX*1);                   \
	PREFETCHT0 (R10)(BX*1);                  \
	ADDQ $64, BX;                            \
	CMPQ BX, AX;                             \
	JLT  fetch;                              \
	VMOVDQU -64(SI)(AX*1), X0;               \
	VMOVDQU -48(SI)(AX*1), X1;               \
	VMOVDQU -32(SI)(AX*1), X2;               \
	VMOVDQU -16(SI)(AX*1), X3;               \
	VPXOR   -64(DX)(AX*1), X0, X0;           \
	VPXOR   -48(DX)(AX*1), X1, X1;           \
	VPXOR   -32(DX)(AX*1), X2, X2;           \
	VPXOR   -16(DX)(AX*1), X3, X3;           \
	VMOVDQU -64(R9)(AX*1), X4;               \
	VMOVDQU -48(R9)(AX*1), X5;               \
	VMOVDQU -32(R9)(AX*1), X6;               \
	VMOVDQU -16(R9)(AX*1), X7;               \
	VPXOR   -64(R10)(AX*1), X4, X4;          \
	VPXOR   -48(R10)(AX*1), X5, X5;          \
	VPXOR   -32(R10)(AX*1), X6, X6;          \
	VPXOR   -16(R10)(AX*1), X7, X7;          \
	VINSERTI128 $1, X4, Y0, Y0;              \
	VINSERTI128 $1, X5, Y1, Y1;              \
	VINSERTI128 $1, X6, Y2, Y2;              \
	VINSERTI128 $1, X7, Y3, Y3;              \
	SHRQ $1, AX;                             \
	LEAQ (DI)(AX*1), R8;                     \
	LEAQ (R11)(AX*1), R12

#define NEXT2 \
	ADDQ $128, SI;  \
	ADDQ $128, DX;  \
	ADDQ $128, R9;  \
	ADDQ $128, R10; \
	ADDQ $64, DI;   \
	ADDQ $64, R8;   \
	ADDQ $64, R11;  \
	ADDQ $64, R12;  \
	DECQ CX

// func mixPairAVX512(dst, a, b, dst2, a2, b2 *block, r int)
TEXT ·mixPairAVX512(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), DX
	MOVQ dst2+24(FP), R11
	MOVQ a2+32(FP), R9
	MOVQ b2+40(FP), R10
	MOVQ r+48(FP), CX
	BEGIN2
loop:
	XOR8(0)
	EIGHT512(Y0, Y1, Y2, Y3, Y8)
	ADD8(DI, R11)
	XOR8(64)
	EIGHT512(Y0, Y1, Y2, Y3, Y8)
	ADD8(R8, R12)
	NEXT2
	JNZ loop
	VZEROUPPER
	RET

// func mixPairAVX2(dst, a, b, dst2, a2, b2 *block, r int)
TEXT ·mixPairAVX2(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), DX
	MOVQ dst2+24(FP), R11
	MOVQ a2+32(FP), R9
	MOVQ b2+40(FP), R10
	MOVQ r+48(FP), CX
	BEGIN2
loop:
	XOR8(0)
	EIGHT2(Y0, Y1, Y2, Y3, Y8, Y9)
	ADD8(DI, R11)
	XOR8(64)
	EIGHT2(Y0, Y1, Y2, Y3, Y8, Y9)
	ADD8(R8, R12)
	NEXT2
	JNZ loop
	VZEROUPPER
	RET

// Four rows. SI, DI, R8, R9: a; R10-R13: b; DX, BX, R14, R15: dst. AX: half a row.
#define BEGIN4 \
	MOVQ 0(AX), DX;   \
	MOVQ 8(AX), BX;   \
	MOVQ 16(AX), R14; \
	MOVQ 24(AX), R15; \
	MOVQ 32(AX), SI;  \
	MOVQ 40(AX), DI;  \
	MOVQ 48(AX), R8;  \
	MOVQ 56(AX), R9;  \
	MOVQ 64(AX), R10; \
	MOVQ 72(AX), R11; \
	MOVQ 80(AX), R12; \
	MOVQ 88(AX), R13; \
	MOVQ CX, AX;      \
	SHLQ $7, AX;      \
fetch:                    \
	SUBQ $64, AX;     \
	PREFETCHT0 (R10)(AX*1); \
	PREFETCHT0 (R11)(AX*1); \
	PREFETCHT0 (R12)(AX*1); \
	PREFETCHT0 (R13)(AX*1); \
	JNZ  fetch;       \
	MOVQ CX, AX;      \
	SHLQ $7, AX

#define NEXT4 \
	ADDQ $128, SI; \
	ADDQ $128, DI; \
	ADDQ $128, R8; \
	ADDQ $128, R9; \
	ADDQ $128, R10; \
	ADDQ $128, R11; \
	ADDQ $128, R12; \
	ADDQ $128, R13; \
	ADDQ $64, DX; \
	ADDQ $64, BX; \
	ADDQ $64, R14; \
	ADDQ $64, R15; \
	DECQ CX

// LANES sets the low halves x, t to a ^ b of lanes 0 and 2, and the high halves to those of lanes 1 and 3.
#define LANES(at, x, y, t, u, v) \
	VMOVDQU at(SI), x; \
	VPXOR   at(R10), x, x; \
	VMOVDQU at(DI), v; \
	VPXOR   at(R11), v, v; \
	VINSERTI128 $1, v, y, y; \
	VMOVDQU at(R8), t; \
	VPXOR   at(R12), t, t; \
	VMOVDQU at(R9), v; \
	VPXOR   at(R13), v, v; \
	VINSERTI128 $1, v, u, u

// LAST is LANES for the last block of the rows.
#define LAST(at, x, y, t, u, v) \
	VMOVDQU at(SI)(AX*1), x; \
	VPXOR   at(R10)(AX*1), x, x; \
	VMOVDQU at(DI)(AX*1), v; \
	VPXOR   at(R11)(AX*1), v, v; \
	VINSERTI128 $1, v, y, y; \
	VMOVDQU at(R8)(AX*1), t; \
	VPXOR   at(R12)(AX*1), t, t; \
	VMOVDQU at(R9)(AX*1), v; \
	VPXOR   at(R13)(AX*1), v, v; \
	VINSERTI128 $1, v, u, u

#define XOR16(at) \
	LANES(at+0, X4, Y4, X8, Y8, X12);   \
	LANES(at+16, X5, Y5, X9, Y9, X12);  \
	LANES(at+32, X6, Y6, X10, Y10, X12); \
	LANES(at+48, X7, Y7, X11, Y11, X12); \
	VINSERTI64X4 $1, Y8, Z4, Z4;  \
	VINSERTI64X4 $1, Y9, Z5, Z5;  \
	VINSERTI64X4 $1, Y10, Z6, Z6; \
	VINSERTI64X4 $1, Y11, Z7, Z7; \
	VPXORD Z0, Z4, Z4; \
	VPXORD Z1, Z5, Z5; \
	VPXORD Z2, Z6, Z6; \
	VPXORD Z3, Z7, Z7; \
	VMOVDQA64 Z4, Z0; \
	VMOVDQA64 Z5, Z1; \
	VMOVDQA64 Z6, Z2; \
	VMOVDQA64 Z7, Z3

// STORE16 writes the four lanes of z to their rows.
#define STORE16(at, x, y, z) \
	VMOVDQU x, at(DX); \
	VEXTRACTI128 $1, y, at(BX); \
	VEXTRACTI32X4 $2, z, at(R14); \
	VEXTRACTI32X4 $3, z, at(R15)

#define STORE16HALF(at, x, y, z) \
	VMOVDQU x, at(DX)(AX*1); \
	VEXTRACTI128 $1, y, at(BX)(AX*1); \
	VEXTRACTI32X4 $2, z, at(R14)(AX*1); \
	VEXTRACTI32X4 $3, z, at(R15)(AX*1)

#define ADD16(STORE) \
	VPADDD Z4, Z0, Z0; \
	VPADDD Z5, Z1, Z1; \
	VPADDD Z6, Z2, Z2; \
	VPADDD Z7, Z3, Z3; \
	STORE(0, X0, Y0, Z0); \
	STORE(16, X1, Y1, Z1); \
	STORE(32, X2, Y2, Z2); \
	STORE(48, X3, Y3, Z3)

// func mixQuadAVX512(rows *lanes, r int)
TEXT ·mixQuadAVX512(SB), NOSPLIT, $0-16
	MOVQ rows+0(FP), AX
	MOVQ r+8(FP), CX
	BEGIN4
	LAST(-64, X0, Y0, X8, Y8, X12)
	LAST(-48, X1, Y1, X9, Y9, X12)
	LAST(-32, X2, Y2, X10, Y10, X12)
	LAST(-16, X3, Y3, X11, Y11, X12)
	VINSERTI64X4 $1, Y8, Z0, Z0
	VINSERTI64X4 $1, Y9, Z1, Z1
	VINSERTI64X4 $1, Y10, Z2, Z2
	VINSERTI64X4 $1, Y11, Z3, Z3
	SHRQ $1, AX
loop:
	XOR16(0)
	EIGHT512(Z0, Z1, Z2, Z3, Z8)
	ADD16(STORE16)
	XOR16(64)
	EIGHT512(Z0, Z1, Z2, Z3, Z8)
	ADD16(STORE16HALF)
	NEXT4
	JNZ loop
	VZEROUPPER
	RET

// With AVX2 the four are two chains, in Y0-Y3 and Y4-Y7, step by step in turn; what the rounds are added to waits on
// the stack.
#define XORHALF(at, lo, hi, y, u) \
	LANES(at, X8, Y8, X9, Y9, X10); \
	VPXOR Y8, y, y; \
	VPXOR Y9, u, u; \
	VMOVDQU y, lo; \
	VMOVDQU u, hi

#define XOR2X8(at) \
	XORHALF(at+0, w0-256(SP), w4-128(SP), Y0, Y4); \
	XORHALF(at+16, w1-224(SP), w5-96(SP), Y1, Y5); \
	XORHALF(at+32, w2-192(SP), w6-64(SP), Y2, Y6); \
	XORHALF(at+48, w3-160(SP), w7-32(SP), Y3, Y7)

#define TWO(p, q, target, n, p2, q2, target2) \
	VPADDD p, q, Y8;              \
	VPADDD p2, q2, Y10;           \
	VPSLLD $n, Y8, Y9;            \
	VPSLLD $n, Y10, Y11;          \
	VPSRLD $(32-n), Y8, Y8;       \
	VPSRLD $(32-n), Y10, Y10;     \
	VPXOR  Y9, target, target;    \
	VPXOR  Y11, target2, target2; \
	VPXOR  Y8, target, target;    \
	VPXOR  Y10, target2, target2

#define ROUNDS2X \
	TWO(Y0, Y3, Y1, 7, Y4, Y7, Y5);  \
	TWO(Y1, Y0, Y2, 9, Y5, Y4, Y6);  \
	TWO(Y2, Y1, Y3, 13, Y6, Y5, Y7); \
	TWO(Y3, Y2, Y0, 18, Y7, Y6, Y4); \
	VPSHUFD $0x93, Y1, Y1; \
	VPSHUFD $0x93, Y5, Y5; \
	VPSHUFD $0x4e, Y2, Y2; \
	VPSHUFD $0x4e, Y6, Y6; \
	VPSHUFD $0x39, Y3, Y3; \
	VPSHUFD $0x39, Y7, Y7; \
	TWO(Y0, Y1, Y3, 7, Y4, Y5, Y7);  \
	TWO(Y3, Y0, Y2, 9, Y7, Y4, Y6);  \
	TWO(Y2, Y3, Y1, 13, Y6, Y7, Y5); \
	TWO(Y1, Y2, Y0, 18, Y5, Y6, Y4); \
	VPSHUFD $0x39, Y1, Y1; \
	VPSHUFD $0x39, Y5, Y5; \
	VPSHUFD $0x4e, Y2, Y2; \
	VPSHUFD $0x4e, Y6, Y6; \
	VPSHUFD $0x93, Y3, Y3; \
	VPSHUFD $0x93, Y7, Y7

#define STORE8(at, x, y, t, u) \
	VMOVDQU x, at(DX); \
	VEXTRACTI128 $1, y, at(BX); \
	VMOVDQU t, at(R14); \
	VEXTRACTI128 $1, u, at(R15)

#define STORE8HALF(at, x, y, t, u) \
	VMOVDQU x, at(DX)(AX*1); \
	VEXTRACTI128 $1, y, at(BX)(AX*1); \
	VMOVDQU t, at(R14)(AX*1); \
	VEXTRACTI128 $1, u, at(R15)(AX*1)

#define ADD2X8(STORE) \
	VPADDD w0-256(SP), Y0, Y0; \
	VPADDD w1-224(SP), Y1, Y1; \
	VPADDD w2-192(SP), Y2, Y2; \
	VPADDD w3-160(SP), Y3, Y3; \
	VPADDD w4-128(SP), Y4, Y4; \
	VPADDD w5-96(SP), Y5, Y5; \
	VPADDD w6-64(SP), Y6, Y6; \
	VPADDD w7-32(SP), Y7, Y7; \
	STORE(0, X0, Y0, X4, Y4); \
	STORE(16, X1, Y1, X5, Y5); \
	STORE(32, X2, Y2, X6, Y6); \
	STORE(48, X3, Y3, X7, Y7)

// func mixQuadAVX2(rows *lanes, r int)
TEXT ·mixQuadAVX2(SB), NOSPLIT, $256-16
	MOVQ rows+0(FP), AX
	MOVQ r+8(FP), CX
	BEGIN4
	LAST(-64, X0, Y0, X4, Y4, X8)
	LAST(-48, X1, Y1, X5, Y5, X8)
	LAST(-32, X2, Y2, X6, Y6, X8)
	LAST(-16, X3, Y3, X7, Y7, X8)
	SHRQ $1, AX
loop:
	XOR2X8(0)
	ROUNDS2X
	ROUNDS2X
	ROUNDS2X
	ROUNDS2X
	ADD2X8(STORE8)
	XOR2X8(64)
	ROUNDS2X
	ROUNDS2X
	ROUNDS2X
	ROUNDS2X
	ADD2X8(STORE8HALF)
	NEXT4
	JNZ loop
	// Sums of the state stay behind on the stack no longer than the call.
	VPXOR Y0, Y0, Y0
	VMOVDQU Y0, w0-256(SP)
	VMOVDQU Y0, w1-224(SP)
	VMOVDQU Y0, w2-192(SP)
	VMOVDQU Y0, w3-160(SP)
	VMOVDQU Y0, w4-128(SP)
	VMOVDQU Y0, w5-96(SP)
	VMOVDQU Y0, w6-64(SP)
	VMOVDQU Y0, w7-32(SP)
	VZEROUPPER
	RET
