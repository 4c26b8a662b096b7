// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// After the idea of CoreMark: a list that is searched and merge-sorted, matrices of 16-bit numbers, a state machine over text,
// and a CRC over all results, in turn.
#include "kernel.h"

#define ITEMS 64
#define N 12
#define TEXT 256
#define ITERATIONS 500

struct item {
  struct item *next;
  u16 key;
  u16 place;
};

static struct item items[ITEMS];
static short a[N][N], b[N][N];
static int c[N][N];
static u8 text[TEXT];

static u16 crc16(u16 crc, u16 value) {
  for (int bit = 0; bit < 16; bit++) {
    u16 carry = (crc ^ value) & 1;
    crc >>= 1;
    value >>= 1;
    if (carry) {
      crc ^= 0xA001;
    }
  }
  return crc;
}

static int by_key(const struct item *x, const struct item *y) {
  return x->key - y->key;
}

static int by_place(const struct item *x, const struct item *y) {
  return x->place - y->place;
}

static struct item *merge(struct item *x, struct item *y, int (*compare)(const struct item *, const struct item *)) {
  struct item head, *last = &head;
  while (x && y) {
    struct item **least = compare(x, y) <= 0 ? &x : &y;
    last->next = *least;
    last = *least;
    *least = (*least)->next;
  }
  last->next = x ? x : y;
  return head.next;
}

static struct item *sorted(struct item *list, int (*compare)(const struct item *, const struct item *)) {
  struct item *slow = list, *fast = list;
  if (!list || !list->next) {
    return list;
  }
  while (fast->next && fast->next->next) {
    slow = slow->next;
    fast = fast->next->next;
  }
  struct item *half = slow->next;
  slow->next = 0;
  return merge(sorted(list, compare), sorted(half, compare), compare);
}

static u16 lists(u64 *seed, u16 crc) {
  for (int i = 0; i < ITEMS; i++) {
    items[i].key = (u16)next_random(seed);
    items[i].place = (u16)i;
    items[i].next = i + 1 < ITEMS ? &items[i + 1] : 0;
  }
  struct item *list = sorted(items, by_key);
  u16 wanted = items[ITEMS / 2].key;
  for (struct item *at = list; at && at->key != wanted; at = at->next) {
    crc = crc16(crc, at->key);
  }
  list = sorted(list, by_place);
  return crc16(crc, list->next->key);
}

static u16 matrices(u64 *seed, u16 crc) {
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) {
      a[i][j] = (short)(next_random(seed) & 0xfff);
      b[i][j] = (short)(i * j + crc);
    }
  }
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) {
      int sum = 0;
      for (int k = 0; k < N; k++) {
        int product = a[i][k] * b[k][j];
        sum += (product >> 2 & 15) * (product >> 5 & 127);
      }
      c[i][j] = sum;
    }
  }
  for (int i = 0; i < N; i++) {
    crc = crc16(crc, (u16)c[i][N - 1 - i]);
  }
  return crc;
}

static u16 states(u64 *seed, u16 crc) {
  enum { START, NUMBER, FRACTION, WORD, KINDS } state = START;
  u16 counts[KINDS] = {0};
  for (int i = 0; i < TEXT; i++) {
    text[i] = "0123456789.,abcd"[next_random(seed) & 15];
  }
  for (int i = 0; i < TEXT; i++) {
    u8 each = text[i];
    switch (state) {
    case START:
      state = each >= 'a' ? WORD : each >= '0' ? NUMBER : START;
      break;
    case NUMBER:
      state = each == '.' ? FRACTION : each == ',' ? START : each >= 'a' ? WORD : NUMBER;
      break;
    case FRACTION:
      state = each == ',' ? START : each >= 'a' ? WORD : FRACTION;
      break;
    default:
      state = each == ',' ? START : WORD;
    }
    counts[state]++;
  }
  for (int i = 0; i < KINDS; i++) {
    crc = crc16(crc, counts[i]);
  }
  return crc;
}

u64 kernel(u32 round) {
  u64 seed = round + 3;
  u16 crc = 0;
  for (int i = 0; i < ITERATIONS; i++) {
    crc = lists(&seed, crc);
    crc = matrices(&seed, crc);
    crc = states(&seed, crc);
  }
  return fold(crc, seed);
}
