// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// A linked list in random order: builds it, walks it, and reverses it. Every load waits for the one before.
#include "kernel.h"

#define NODES 8192
#define WALKS 120

struct node {
  struct node *next;
  u64 value;
};

static struct node nodes[NODES];
static u32 order[NODES];

static struct node *build(u64 seed) {
  for (u32 i = 0; i < NODES; i++) {
    order[i] = i;
  }
  for (u32 i = NODES - 1; i > 0; i--) {
    u32 j = next_random(&seed) % (i + 1);
    u32 other = order[i];
    order[i] = order[j];
    order[j] = other;
  }
  for (u32 i = 0; i < NODES; i++) {
    nodes[order[i]].next = i + 1 < NODES ? &nodes[order[i + 1]] : 0;
    nodes[order[i]].value = i ^ seed;
  }
  return &nodes[order[0]];
}

static struct node *reversed(struct node *head) {
  struct node *done = 0;
  while (head) {
    struct node *next = head->next;
    head->next = done;
    done = head;
    head = next;
  }
  return done;
}

u64 kernel(u32 round) {
  struct node *head = build(round + 1);
  u64 sum = 0;
  for (int walk = 0; walk < WALKS; walk++) {
    for (struct node *node = head; node; node = node->next) {
      sum += node->value ^ (sum << 1);
    }
    head = reversed(head);
  }
  return sum;
}
